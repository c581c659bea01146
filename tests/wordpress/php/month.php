<?php
/**
 * One change of the blog at hand: `month.php TIME WHAT ARGUMENT…` (TIME: local, its clock);
 * prints what is new as JSON.
 */
list( $now, $what, $one, $two ) = array_pad( $args, 4, '' );
$gmt  = fn( $local ) => get_gmt_from_date( $local );
$say  = fn( $id, $text, $when, $approved = 1 ) => wp_insert_comment( array(
	'comment_post_ID' => (int) $id, 'comment_author' => 'Signe', 'comment_content' => $text,
	'comment_author_email' => '', 'comment_type' => 'comment', 'comment_approved' => $approved,
	'comment_date' => $when, 'comment_date_gmt' => $gmt( $when ) ) );
$write = fn( $title, $when ) => wp_insert_post( array( 'post_title' => $title,
	'post_content' => "$title: snön kom i natt igen.", 'post_status' => 'publish',
	'post_author' => 1, 'post_date' => $when, 'post_date_gmt' => $gmt( $when ) ) );
add_filter( 'wp_insert_post_data', fn( $data ) => array( 'post_modified' => $now,
	'post_modified_gmt' => $gmt( $now ) ) + $data );
add_filter( 'wp_untrash_post_status', fn() => 'publish' );
$done = null;
switch ( $what ) {
	case 'prepare':
		$done = array();
		foreach ( json_decode( $one, true ) as $name => $when ) {
			$id = $write( "Inlägg $name", $when );
			$done[ $name ] = array( 'id' => $id, 'comments' => array() );
			foreach ( array( 'ett', 'två', 'tre' ) as $text ) {
				$done[ $name ]['comments'][] = $say( $id, "Svar $text på $name.", $when );
			}
			$done[ $name ]['pending'] = $say( $id, "Väntande på $name.", $when, 0 );
		}
		break;
	case 'post':
		$done = $write( $one, $now );
		break;
	case 'comment':
		$done = $say( $one, $two, $now );
		break;
	case 'edit_comment':
		wp_update_comment( array( 'comment_ID' => (int) $one, 'comment_content' => $two ) );
		break;
	case 'trash_comment':
		wp_trash_comment( (int) $one );
		break;
	case 'approve':
		wp_set_comment_status( (int) $one, 'approve' );
		break;
	case 'edit_post':
		$text = get_post( (int) $one )->post_content . "\n\n$two";
		wp_update_post( array( 'ID' => (int) $one, 'post_content' => $text ) );
		break;
	case 'trash_post':
		wp_trash_post( (int) $one );
		break;
	case 'untrash_post':
		wp_untrash_post( (int) $one );
		break;
	case 'tag':
		wp_set_post_tags( (int) $one, $two, true );
		break;
	default:
		throw new RuntimeException( $what );
}
echo json_encode( $done );
