<?php
/**
 * Sets options of the blog at hand: $args[0] is {"option": value} as JSON.
 *
 * An option that WordPress does not have is a mistake in the test, so it raises.
 */
foreach ( json_decode( $args[0], true, 4, JSON_THROW_ON_ERROR ) as $option => $value ) {
	if ( null === get_option( $option, null ) ) {
		throw new RuntimeException( "$option: not an option of this WordPress" );
	}
	if ( 'stylesheet' === $option ) {
		if ( ! wp_get_theme( $value )->exists() ) {
			throw new RuntimeException( "$value: not a theme of this site" );
		}
		switch_theme( $value );
		continue;
	}
	update_option( $option, $value );
	if ( 'permalink_structure' === $option ) {
		delete_option( 'rewrite_rules' ); // WordPress makes them anew at the next request.
	}
}
