<?php
/**
 * Fills the blog beta: cross-posts of alfa's posts and posts of its own; other settings.
 */
require __DIR__ . '/lib.php';
require __DIR__ . '/words.php';
$eva = get_user_by( 'login', 'eva.lindstam-inlogg' )->ID;
add_user_to_blog( get_current_blog_id(), $eva, 'author' );

// The same post on two sites: as it was, with a motto before, a postscript after, another heading's case.
$crossed = array(
	array( 'Den som slår larm', '2021-04-20 06:00:00', '', '' ),
	array( 'Sju veckor till första besöket', '2021-10-27 18:30:00', "<em>«Den som väntar på något gott väntar i Granvika.»</em>\n\n", '' ),
	array( 'Nio brev, ett svar', '2022-01-09 07:00:00', '', "\n\n<strong>PS.</strong> Sedan texten skrevs har det kommit ett tionde brev. Det fick inget svar." ),
	array( 'Allt om bron, i block', '2022-06-02 08:00:00', '', '' ),
);
foreach ( $crossed as $n => list( $title, $date, $before, $after ) ) {
	list( $title, $text ) = h_borrow( '/alfa/', $title );
	$post = h_post( $title, $before . $text . $after, array( 'author' => $eva, 'date' => $date, 'cats' => array( 'Gäster' ) ) );
	for ( $i = 0; $i <= $n; $i++ ) {
		h_comment( $post, h_name( 400 + $n * 5 + $i ), 'På Motvind: ' . h_remark( 40 + $n * 5 + $i ) );
	}
	h_user_comment( $post, $eva, 'Samma text finns på min egen blogg.' );
}

// One heading on both blogs, two texts: not a cross-post.
h_post( 'Månadsbrev', h_article( 'miljo', 90 ), array( 'date' => '2021-01-31 18:00:00' ) );
h_post( 'Taket', h_article( 'skola', 91 ), array( 'date' => '2019-06-02 10:00:00' ) );

$own = array(
	array( 'Kallelsen kom för sent', 'budget', '2019-10-10 07:00:00', 2 ),
	array( 'En bilaga om ingenting', 'omsorg', '2020-10-20 07:30:00', 0 ),
	array( 'Motvind på kajen', 'miljo', '2021-07-07 17:17:00', 5 ),
	array( 'Frågor till nämnden', 'social', '2021-12-24 15:00:00', 3 ),
	array( 'Svar från nämnden', 'social', '2022-02-24 15:00:00', 1 ),
	array( 'Vi som räknar lektioner', 'skola', '2023-02-01 06:00:00', 4 ),
);
foreach ( $own as $n => list( $title, $subject, $date, $count ) ) {
	$post = h_post( $title, h_article( $subject, 70 + $n ), array( 'date' => $date ) );
	for ( $i = 0; $i < $count; $i++ ) {
		h_comment( $post, h_name( 300 + $n * 6 + $i ), h_remark( 60 + $n * 6 + $i ) );
	}
}
// A blog with its own way of writing dates, short pages and unpaged threads.
update_option( 'date_format', 'Y-m-d' );
update_option( 'posts_per_page', 5 );
