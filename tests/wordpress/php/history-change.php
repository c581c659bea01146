<?php
/**
 * What an owner does with the threads of history-prepare.php; prints what is new.
 */
$n = json_decode( $args[0], true );
wp_update_post( array( 'ID' => $n['roof'], 'post_content' => 'Taket läcker fortfarande.' ) );
wp_update_comment( array( 'comment_ID' => $n['quay0'], 'comment_content' => 'Omskrivet.' ) );
wp_trash_comment( $n['quay1'] );
wp_trash_comment( $n['trashed'] );
wp_delete_comment( $n['deleted'], true );
wp_trash_post( $n['annex'] );
wp_delete_post( $n['call'], true );
wp_update_post( array( 'ID' => $n['reply'], 'post_name' => 'ny-adress' ) );
wp_update_post( array( 'ID' => $n['lessons'], 'post_date' => '2023-02-03 06:00:00',
	'post_date_gmt' => '2023-02-03 05:00:00', 'edit_date' => true ) );
wp_set_comment_status( $n['pending'], 'approve' );
$new = wp_insert_post( array( 'post_title' => 'Nyskrivet', 'post_content' => 'Ett nytt inlägg.',
	'post_status' => 'publish', 'post_date' => '2025-01-12 09:00:00' ) );
$say = fn( $post, $text ) => wp_insert_comment( array( 'comment_post_ID' => $post,
	'comment_author' => 'Måns', 'comment_content' => $text, 'comment_approved' => 1,
	'comment_type' => 'comment', 'comment_date' => '2025-01-12 10:00:00',
	'comment_date_gmt' => '2025-01-12 09:00:00' ) );
echo json_encode( array( 'new' => $new, 'first' => $say( $new, 'Först.' ),
	'late' => $say( $n['letter'], 'Ny kommentar på ett gammalt inlägg.' ) ) );
