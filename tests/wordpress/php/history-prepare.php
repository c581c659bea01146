<?php
/**
 * Threads of the blog Motvind that a later history changes; prints name -> number.
 */
$id = fn( $title ) => (int) $GLOBALS['wpdb']->get_var( $GLOBALS['wpdb']->prepare(
	"select ID from {$GLOBALS['wpdb']->posts} where post_title = %s and post_type = 'post'",
	$title ) );
$say = fn( $post, $text, $more = array() ) => wp_insert_comment( $more + array(
	'comment_post_ID' => $post, 'comment_author' => 'Signe', 'comment_content' => $text,
	'comment_author_email' => '', 'comment_type' => 'comment', 'comment_approved' => 1,
	'comment_date' => '2022-03-01 10:00:00', 'comment_date_gmt' => '2022-03-01 09:00:00' ) );
$asked = $id( 'Frågor till nämnden' );
$quay = $id( 'Motvind på kajen' );
$found = array(
	'asked' => $asked, 'quay' => $quay, 'roof' => $id( 'Taket' ),
	'letter' => $id( 'Månadsbrev' ), 'annex' => $id( 'En bilaga om ingenting' ),
	'call' => $id( 'Kallelsen kom för sent' ), 'reply' => $id( 'Svar från nämnden' ),
	'lessons' => $id( 'Vi som räknar lektioner' ),
);
foreach ( array_slice( get_comments( "post_id=$quay&order=ASC" ), 0, 2 ) as $n => $c ) {
	$found[ "quay$n" ] = (int) $c->comment_ID;
}
$found['trashed'] = $say( $asked, 'Ska slängas med svar.' );
$found['hidden'] = $say( $asked, 'Svaret.', array( 'comment_parent' => $found['trashed'] ) );
$found['deleted'] = $say( $asked, 'Ska raderas.' );
$found['moved_up'] = $say( $asked, 'Ett svar.', array( 'comment_parent' => $found['deleted'] ) );
$found['pending'] = $say( $asked, 'Väntar.', array( 'comment_approved' => 0 ) );
$found['grandchild'] = $say( $asked, 'Svarets svar.',
	array( 'comment_parent' => $found['moved_up'] ) );
echo json_encode( $found );
