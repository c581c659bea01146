<?php
/**
 * Step 1 of 2: an empty database becomes the main blog of a network.
 *
 * The blogs come in a second process (blogs.php), which runs as a network.
 */
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/network.php';

$site = json_decode( file_get_contents( ABSPATH . 'site.json' ), true );
define( 'WP_SITEURL', 'http://' . $site['domain'] );
add_filter( 'pre_wp_mail', '__return_true' );

wp_install( 'Granvikabloggarna', 'varden', 'varden@bloggvard.invalid', true, '', 'harness', 'sv_SE' );

foreach ( $wpdb->tables( 'ms_global' ) as $table => $prefixed ) {
	$wpdb->$table = $prefixed;
}
install_network();
$result = populate_network( 1, $site['domain'], 'varden@bloggvard.invalid', 'Granvikabloggarna', '/', false );
if ( is_wp_error( $result ) && 'no_wildcard_dns' !== $result->get_error_code() ) {
	throw new RuntimeException( $result->get_error_message() );
}
