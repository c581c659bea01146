<?php
/**
 * Prints what one blog's tables say, as JSON; no filter and no cache in between.
 *
 * The only derived values are "rendered_*": the texts as WordPress's own filters turn them
 * into HTML, and "permalink". They are made here, not fetched over HTTP.
 */
global $wpdb, $post;

$numbers = array( 'ID', 'post_author', 'post_parent', 'menu_order', 'comment_count', 'comment_ID', 'comment_post_ID', 'comment_parent', 'user_id', 'term_id', 'count' );
$typed   = function ( array $rows ) use ( $numbers ): array {
	foreach ( $rows as &$row ) {
		foreach ( array_intersect( array_keys( $row ), $numbers ) as $name ) {
			$row[ $name ] = (int) $row[ $name ];
		}
	}
	return $rows;
};

$posts = $typed( $wpdb->get_results( "SELECT * FROM $wpdb->posts ORDER BY ID", ARRAY_A ) );
// A post of blocks leaves wpautop behind shortcode_unautop for the posts after it
// (_restore_wpautop_hook), also in REST lists: here each starts with filters as on a page.
$filters = clone $GLOBALS['wp_filter']['the_content'];
foreach ( $posts as &$row ) {
	$GLOBALS['wp_filter']['the_content'] = clone $filters;
	$post = get_post( $row['ID'] );
	setup_postdata( $post );
	$row['permalink']        = get_permalink( $post );
	$row['rendered_title']   = apply_filters( 'the_title', $row['post_title'], (int) $row['ID'] );
	// Whole, as REST prints it: <!--nextpage--> stays in.
	$row['rendered_content'] = apply_filters( 'the_content', $row['post_content'] );
	$row['meta']             = $wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM $wpdb->postmeta WHERE post_id = %d ORDER BY meta_id", $row['ID'] ), ARRAY_A );
	$row['terms']            = $wpdb->get_col( $wpdb->prepare( "SELECT CONCAT(x.taxonomy, ':', t.name) FROM $wpdb->term_relationships r JOIN $wpdb->term_taxonomy x USING (term_taxonomy_id) JOIN $wpdb->terms t USING (term_id) WHERE r.object_id = %d ORDER BY 1", $row['ID'] ) );
}
unset( $row );

$comments = $typed( $wpdb->get_results( "SELECT * FROM $wpdb->comments ORDER BY comment_ID", ARRAY_A ) );
foreach ( $comments as &$row ) {
	$comment                 = get_comment( $row['comment_ID'] );
	$row['rendered_content'] = apply_filters( 'comment_text', $row['comment_content'], $comment, array() );
}
unset( $row );

$options = array();
foreach ( array( 'blogname', 'home', 'timezone_string', 'permalink_structure', 'stylesheet', 'sticky_posts', 'page_comments', 'comments_per_page', 'default_comments_page', 'comment_order', 'thread_comments', 'thread_comments_depth', 'posts_per_page', 'posts_per_rss', 'date_format', 'time_format', 'harness_rest', 'theme_variant' ) as $name ) {
	$options[ $name ] = get_option( $name );
}

echo wp_json_encode(
	array(
		'options'  => $options,
		'posts'    => $posts,
		'comments' => $comments,
		'users'    => $typed( $wpdb->get_results( "SELECT ID, user_login, user_nicename, user_email, display_name FROM $wpdb->users ORDER BY ID", ARRAY_A ) ),
		'terms'    => $typed( $wpdb->get_results( "SELECT t.term_id, t.name, t.slug, x.taxonomy, x.count FROM $wpdb->terms t JOIN $wpdb->term_taxonomy x USING (term_id) ORDER BY 1", ARRAY_A ) ),
	),
	JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
);
