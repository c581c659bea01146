<?php
/**
 * Fills the blog at hand with $args[0] posts and $args[1] comments, written to the tables in
 * a few statements; a third of the comments answer the one before on the same post.
 */
require __DIR__ . '/lib.php';
require __DIR__ . '/words.php';
list( $posts, $comments ) = array_map( 'intval', $args );
global $wpdb;

$owner    = h_owner();
$subjects = array_keys( H_SENTENCES );
$first    = 1 + (int) $wpdb->get_var( "SELECT COALESCE(MAX(ID), 0) FROM $wpdb->posts" );
$rows     = array();
$dates    = array();
for ( $n = 0; $n < $posts; $n++ ) {
	$id         = $first + $n;
	$subject    = $subjects[ $n % 5 ];
	$date       = h_later( '2017-01-02 07:00:00', $n * 11000 );
	$dates[ $n ] = $date;
	// Even shares, and one more for the first ones.
	$count  = intdiv( $comments, $posts ) + ( $n < $comments % $posts ? 1 : 0 );
	$rows[] = $wpdb->prepare(
		"(%d, %d, %s, %s, %s, %s, '', 'publish', 'open', 'open', %s, '', '', %s, %s, '', %s, 'post', %d)",
		array( $id, $owner, $date, h_gmt( $date ), h_article( $subject, $n ), "Nummer $n om $subject i Granvika", "nummer-$n-om-$subject", $date, h_gmt( $date ), home_url( "?p=$id" ), $count )
	);
}
h_insert( "INSERT INTO $wpdb->posts (ID, post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status, comment_status, ping_status, post_name, to_ping, pinged, post_modified, post_modified_gmt, post_content_filtered, guid, post_type, comment_count)", $rows );

$next = 1 + (int) $wpdb->get_var( "SELECT COALESCE(MAX(comment_ID), 0) FROM $wpdb->comments" );
$rows = array();
for ( $n = 0; $n < $comments; $n++ ) {
	$post   = $n % $posts;
	$round  = intdiv( $n, $posts );
	$date   = h_later( $dates[ $post ], 60 + $round * 97 );
	$parent = 2 === $round % 3 ? $next + $n - $posts : 0;
	$rows[] = $wpdb->prepare(
		"(%d, %d, %s, %s, '', %s, %s, %s, %s, '1', 'Granvikasurf', 'comment', %d, 0)",
		array( $next + $n, $first + $post, h_name( $n ), "bulk$n@hemligt.invalid", '198.51.100.' . ( $n % 250 + 1 ), $date, h_gmt( $date ), "Nr $n. " . h_remark( $n % 400 ), $parent )
	);
}
h_insert( "INSERT INTO $wpdb->comments (comment_ID, comment_post_ID, comment_author, comment_author_email, comment_author_url, comment_author_IP, comment_date, comment_date_gmt, comment_content, comment_approved, comment_agent, comment_type, comment_parent, user_id)", $rows );

/** Runs one insert per 500 rows. */
function h_insert( string $head, array $rows ): void {
	global $wpdb;
	foreach ( array_chunk( $rows, 500 ) as $some ) {
		if ( false === $wpdb->query( "$head VALUES " . implode( ', ', $some ) ) ) {
			throw new RuntimeException( $wpdb->last_error );
		}
	}
}
