<?php
/**
 * Fills the main blog: a paper's site with pages, news under /blog/ and a section /blogg/
 * (post type "blogg", see harness.php) that carries cross-posts without a date in the address.
 */
require __DIR__ . '/lib.php';
require __DIR__ . '/words.php';
foreach ( get_posts( array( 'post_type' => 'any', 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}
$eva = get_user_by( 'login', 'eva.lindstam-inlogg' )->ID;
add_user_to_blog( get_current_blog_id(), $eva, 'author' );

h_post( 'Granvikabloggarna byter server', 'På onsdag är bloggarna stängda en timme.', array( 'date' => '2021-02-02 08:00:00' ) );
$news = h_post( 'Rösta om den nya bron', h_article( 'miljo', 95 ), array( 'date' => '2022-06-03 08:00:00' ) );
h_comment( $news, 'Ö-bon', 'Jag röstar på räcken.' );

foreach ( array( 'Trettioen utredningar', 'Den som slår larm', 'Underskotten: tid efter annan, 46 gånger' ) as $n => $title ) {
	list( $title, $text ) = h_borrow( '/alfa/', $title );
	$post = h_post( $title, $text, array( 'type' => 'blogg', 'author' => $eva, 'date' => sprintf( '2022-%02d-15 12:00:00', $n + 1 ) ) );
	for ( $i = 0; $i < $n; $i++ ) {
		h_comment( $post, h_name( 500 + $i ), 'I tidningen: ' . h_remark( 50 + $n * 3 + $i ) );
	}
}
delete_option( 'rewrite_rules' );
