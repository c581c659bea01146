<?php
/**
 * Step 2 of 2: the blogs of the network, their owners and settings. Prints {"name": {"id": 2, "path": "/alfa/"}}.
 */
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/user.php';

$blogs = array(
	'alfa'  => array( '/alfa/', 'Evas Granvika', 'Eva Lindstam om skola, omsorg och pengar' ),
	'beta'  => array( '/Motvind/', 'Motvind i Granvika', 'Det som inte stod i kallelsen' ),
	'gamma' => array( '/gamma/', 'Granvika i siffror', 'Tom tills den fylls av bulk.php' ),
);
$owners = array(
	'alfa'  => array( 'eva.lindstam-inlogg', 'Eva Lindstam', 'eva@privat.invalid' ),
	'beta'  => array( 'rurik-inlogg', 'Rurik Backe', 'rurik.backe@motvind.invalid' ),
	'gamma' => array( 'siffran-inlogg', 'Tyra Sifferberg', 'tyra@siffror.invalid' ),
);

/** The settings that every blog starts with; WordPress's own option names. */
function harness_settings(): array {
	return array(
		'WPLANG'                => 'sv_SE',
		'timezone_string'       => 'Europe/Stockholm',
		'gmt_offset'            => '',
		'date_format'           => 'j F Y',
		'time_format'           => 'H:i',
		'start_of_week'         => 1,
		'permalink_structure'   => '/%year%/%monthnum%/%day%/%postname%/',
		'page_comments'         => 0,
		'comments_per_page'     => 50,
		'default_comments_page' => 'newest',
		'comment_order'         => 'asc',
		'thread_comments'       => 1,
		'thread_comments_depth' => 5,
		'posts_per_page'        => 10,
		'posts_per_rss'         => 10,
		'default_pingback_flag' => 0,
		'comment_previously_approved' => 0,
		'harness_rest'          => 'on',
		'theme_variant'            => 'vk',
	);
}

// WordPress 6.1 takes the colon of a port out of a new blog's address.
add_filter(
	'wp_normalize_site_data',
	function ( array $data ): array {
		if ( isset( $data['domain'] ) ) {
			$data['domain'] = get_network()->domain;
		}
		return $data;
	},
	20
);

$ids = array( 'main' => array( 'id' => 1, 'path' => '/' ) );
foreach ( $blogs as $name => list( $path, $title, $tagline ) ) {
	list( $login, $shown, $mail ) = $owners[ $name ];
	$owner = wp_insert_user(
		array(
			'user_login'      => $login,
			'user_pass'       => 'harness',
			'user_email'      => $mail,
			'display_name'    => $shown,
			'user_registered' => '2018-01-01 00:00:00',
			'role'            => '',
		)
	);
	$id = wp_insert_site(
		array(
			'domain'     => get_network()->domain,
			'path'       => $path,
			'network_id' => 1,
			'registered' => '2018-01-01 00:00:00',
			'title'      => $title,
			'user_id'    => $owner,
			'options'    => array( 'WPLANG' => 'sv_SE' ),
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	switch_to_blog( $id );
	foreach ( harness_settings() as $option => $value ) {
		update_option( $option, $value );
	}
	update_option( 'blogdescription', $tagline );
	// WordPress's «Hello world», sample page and sample comment are not ours.
	foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
		wp_delete_post( $post->ID, true );
	}
	restore_current_blog();
	$ids[ $name ] = array( 'id' => $id, 'path' => $path );
}
foreach ( harness_settings() as $option => $value ) {
	update_option( $option, $value );
}
foreach ( array( 'twentytwentyone', 'twentytwentytwo', 'twentytwentythree', 'theme-vk', 'theme-okand' ) as $theme ) {
	WP_Theme::network_enable_theme( $theme );
}
// The main blog of a network has /blog before its permalinks.
update_option( 'permalink_structure', '/blog/%year%/%monthnum%/%day%/%postname%/' );
echo wp_json_encode( $ids );
