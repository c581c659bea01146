<?php
/**
 * Makes the blog at hand a site whose section /debatt/ is a category, beside other posts.
 */
require __DIR__ . '/lib.php';
require __DIR__ . '/words.php';
update_option( 'permalink_structure', '/%category%/%postname%/' );
delete_option( 'rewrite_rules' );
foreach ( array( 'Debatt', 'Sport' ) as $at => $category ) {
	wp_insert_term( $category, 'category' );
	for ( $n = 0; $n < 12; $n++ ) {
		$post = h_post( "$category nummer $n", h_article( 'skola', $at * 20 + $n ), array( 'cats' => array( $category ), 'date' => sprintf( '2022-%02d-%02d 12:00:00', $n + 1, $at + 3 ) ) );
		h_comment( $post, h_name( $n ), h_remark( $n ) );
	}
}
