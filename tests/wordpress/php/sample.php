<?php
/**
 * Makes blogs of the sample (scraper/sample) with the numbers and times told; $args[0] is
 * the file of them as JSON, see test_sample_server.py.
 */
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/user.php';

// WordPress 6.1 takes the colon of a port out of a new blog's address.
add_filter(
	'wp_normalize_site_data',
	fn ( array $data ): array => isset( $data['domain'] ) ? array( 'domain' => get_network()->domain ) + $data : $data,
	20
);
kses_remove_filters();
$settings = array( 'WPLANG', 'timezone_string', 'gmt_offset', 'date_format', 'time_format', 'permalink_structure', 'default_comments_page', 'comment_order', 'thread_comments', 'thread_comments_depth', 'posts_per_rss', 'default_pingback_flag' );
foreach ( $settings as $name ) {
	$common[ $name ] = get_option( $name );
}
$common += array( 'page_comments' => 1, 'harness_rest' => 'missing', 'theme_variant' => 'vk' );

foreach ( json_decode( file_get_contents( $args[0] ), true, 16, JSON_THROW_ON_ERROR ) as $blog ) {
	$users = array();
	foreach ( $blog['users'] as $user ) {
		$users[ $user['login'] ] = wp_insert_user(
			array(
				'user_login'   => $user['login'],
				'user_pass'    => 'harness',
				'user_email'   => $user['login'] . '@vintersunda.invalid',
				'display_name' => $user['name'],
			)
		);
	}
	$id = wp_insert_site(
		array(
			'domain'     => get_network()->domain,
			'path'       => '/' . $blog['path'] . '/',
			'network_id' => 1,
			'title'      => $blog['title'],
			'user_id'    => reset( $users ),
			'options'    => array( 'WPLANG' => 'sv_SE' ),
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	switch_to_blog( $id );
	foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
		wp_delete_post( $post->ID, true );
	}
	foreach ( $common + $blog['options'] as $name => $value ) {
		update_option( $name, $value );
	}
	switch_theme( 'theme-vk' );
	foreach ( $users as $login => $user ) {
		add_user_to_blog( $id, $user, 'author' );
	}
	foreach ( $blog['posts'] as $post ) {
		sample_post( $post, $users );
	}
	restore_current_blog();
}

/** Writes one post with its terms and comments to the tables of the blog at hand. */
function sample_post( array $post, array $users ): void {
	global $wpdb;
	sample_insert(
		$wpdb->posts,
		array( 'post_author' => $users[ $post['author'] ] ) + $post['row'] + array( 'guid' => home_url( '?p=' . $post['row']['ID'] ) )
	);
	$id = $post['row']['ID'];
	wp_set_object_terms( $id, $post['categories'], 'category' );
	wp_set_object_terms( $id, $post['tags'], 'post_tag' );
	update_post_meta( $id, 'gilla', $post['likes'] );
	if ( $post['sticky'] ) {
		stick_post( $id );
	}
	foreach ( $post['comments'] as $comment ) {
		$user = null === $comment['user'] ? 0 : $users[ $comment['user'] ];
		sample_insert( $wpdb->comments, array( 'user_id' => $user, 'comment_post_ID' => $id ) + $comment['row'] );
	}
	wp_update_comment_count_now( $id );
}

/** One row, or an error: strict mode would else pass unseen. */
function sample_insert( string $table, array $row ): void {
	global $wpdb;
	if ( 1 !== $wpdb->insert( $table, $row ) ) {
		throw new RuntimeException( "$table: $wpdb->last_error" );
	}
}
