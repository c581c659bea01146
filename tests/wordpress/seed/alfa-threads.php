<?php
/**
 * Threads: deeper than the setting, below hidden parents, and 600 comments long.
 */
$deep = h_post( 'Hur djupt kan man svara?', h_article( 'skola', 60 ), array( 'date' => '2022-09-01 08:00:00' ) );
$above = 0;
for ( $i = 1; $i <= 9; $i++ ) {
	$above = $i % 4 ? h_comment( $deep, h_name( $i ), "Svar på nivå $i.", array( 'parent' => $above ) ) : h_user_comment( $deep, $eva, "Evas svar på nivå $i.", array( 'parent' => $above ) );
	if ( 4 === $i || 6 === $i ) {
		$branch[ $i ] = $above;
	}
}
h_comment( $deep, 'Sidospår', 'Också ett svar på nivå 5.', array( 'parent' => $branch[4] ) );
h_comment( $deep, 'Sidospår', 'Också ett svar på nivå 7.', array( 'parent' => $branch[6] ) );
h_comment( $deep, 'Ny tråd', 'Tillbaka på nivå 1.' );

// Approved replies to parents that are pending, spam or trash: counted, not shown by threads.
$orphaned = h_post( 'Tråden med hål', h_article( 'social', 61 ), array( 'date' => '2022-09-05 08:00:00' ) );
h_comment( $orphaned, 'Siv', 'Jag syns.' );
foreach ( array( '0' => 'väntar', 'spam' => 'är skräp', 'trash' => 'är slängd' ) as $state => $why ) {
	$parent = h_comment( $orphaned, "Den som $why", "FÖRÄLDER som $why", array( 'state' => (string) $state ) );
	$child  = h_comment( $orphaned, "Svarar den som $why", "Godkänt svar på den som $why.", array( 'parent' => $parent ) );
	h_user_comment( $orphaned, $eva, "Evas svar på svaret, under den som $why.", array( 'parent' => $child ) );
}
// A parent deleted for good: replies move up to its own parent (wp_delete_comment).
$kept  = h_comment( $orphaned, 'Kajsa', 'Överst i en tråd där något togs bort.' );
$gone  = h_comment( $orphaned, 'Borta', 'RADERAD-KOMMENTAR', array( 'parent' => $kept ) );
h_comment( $orphaned, 'Jocke', 'Jag svarade den som är borta.', array( 'parent' => $gone ) );
wp_delete_comment( $gone, true );
// A reply to a comment that never was, as a careless import leaves it.
h_comment( $orphaned, 'Importerad', 'Min förälder följde inte med.', array( 'parent' => 987654 ) );

// 600 comments, 401 of them at the top: nine pages of 50, the newest with a single one.
$huge   = h_post( 'Sexhundra röster om simhallen', h_article( 'miljo', 62 ), array( 'date' => '2022-10-01 08:00:00', 'cats' => array( 'Gator/vatten' ) ) );
$top    = 0;
$tops   = 0;
$at     = '2022-10-01 09:00:00';
wp_defer_comment_counting( true );
for ( $i = 1; $i <= 600; $i++ ) {
	$at   = h_later( $at, 7 );
	$more = array( 'date' => $at );
	// Three of four first, so that pages differ in length; the last one stands alone.
	$replies = $i < 600 && 0 !== $top && ( 0 === $i % 3 && $i <= 597 );
	if ( $replies ) {
		$more['parent'] = 0 === $i % 9 ? $last : $top;
	}
	$last = 0 === $i % 30 && $replies ? h_user_comment( $huge, $eva, "Nummer $i. " . h_remark( $i ), $more ) : h_comment( $huge, h_name( $i ), "Nummer $i. " . h_remark( $i ), $more );
	if ( ! $replies ) {
		$top = $last;
		++$tops;
	}
}
wp_defer_comment_counting( false );
if ( 401 !== $tops ) {
	throw new RuntimeException( "401 comments at the top expected, got $tops" );
}
