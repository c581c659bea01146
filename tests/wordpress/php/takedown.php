<?php
/**
 * A comment that is to be forgotten, shown in every place of the blog Motvind that shows
 * one: thread, feeds, the list of the newest, a quotation, links. Prints name -> number.
 */
$id  = fn( $title ) => (int) $GLOBALS['wpdb']->get_var( $GLOBALS['wpdb']->prepare(
	"select ID from {$GLOBALS['wpdb']->posts} where post_title = %s and post_type = 'post'",
	$title ) );
$say = fn( $author, $text, $parent = 0, $more = array() ) => wp_insert_comment( $more + array(
	'comment_post_ID' => $GLOBALS['quay'], 'comment_author' => $author, 'comment_content' => $text,
	'comment_author_email' => '', 'comment_type' => 'comment', 'comment_approved' => 1,
	'comment_parent' => $parent, 'comment_date' => '2025-01-09 10:00:00',
	'comment_date_gmt' => '2025-01-09 09:00:00' ) );
$GLOBALS['quay'] = $quay = $id( 'Motvind på kajen' );
$words = 'Tranbärsplockerskan såg hur gäddryssjorna låg kvar i kvarnrännan när hamnfogden ljög. '
	. 'Läs <a href="https://kvarnryktet.example/gaddryssjor">skvallerspalten</a> själva.';
$found = array( 'quay' => $quay );
$found['first']  = $say( 'Ansgerd Fjällvråk', $words, 0,
	array( 'comment_author_url' => 'https://fjallvraksboet.example/ansgerd' ) );
$found['reply']  = $say( 'Tore', 'Det där måste utredas på riktigt.', $found['first'] );
$found['nested'] = $say( 'Wiveka', 'Instämmer med Tore, utred.', $found['reply'] );
$found['beside'] = $say( 'Hjalmar Fors', 'Kajen var blöt, det är allt jag vet om saken.' );
$asked = $id( 'Frågor till nämnden' );
$link  = get_permalink( $quay ) . '#comment-' . $found['first'];
wp_update_post( array( 'ID' => $asked, 'post_content' => get_post( $asked )->post_content
	. "\n\nEn läsare skrev: «såg hur gäddryssjorna låg kvar i kvarnrännan när hamnfogden ljög», "
	. "se <a href=\"$link\">hela svaret</a>. Jag väntar på besked." ) );
$found['asked'] = $asked;
echo json_encode( $found );
