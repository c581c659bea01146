<?php
/**
 * 25 ordinary posts with 0 to 15 comments each, from 2018 to 2023.
 */
$ordinary = array(
	array( 'Lektionerna som aldrig blev av', 'skola', '2018-09-09 19:05:12' ),
	array( 'Två på natten', 'omsorg', '2018-11-02 07:30:00' ),
	array( 'Trettioen utredningar', 'social', '2019-01-15 21:14:45' ),
	array( 'Elva miljoner som ingen hittar', 'budget', '2019-03-03 10:00:00' ),
	array( 'Taket över simhallen', 'miljo', '2019-05-20 16:42:08' ),
	array( 'Skolskjuts, en följetong', 'skola', '2019-08-28 08:02:51' ),
	array( 'Brev från Solgläntan', 'omsorg', '2019-11-11 11:11:11' ),
	array( 'Inspektionen kom tillbaka', 'social', '2020-02-04 18:20:30' ),
	array( 'Räntan och förskolan', 'budget', '2020-04-01 06:55:00' ),
	array( 'Sist plogat: Mossby', 'miljo', '2020-12-30 23:59:59' ),
	array( 'Vem är rektor på Älvskolan?', 'skola', '2021-02-11 12:30:00' ),
	array( 'Minuterna i hemtjänsten', 'omsorg', '2021-03-28 01:59:30' ),
	array( 'Den som slår larm', 'social', '2021-04-19 20:00:00' ),
	array( 'Socialtjänsten: varför jag inte släpper frågan', 'social', '2021-06-06 09:15:00' ),
	array( 'Sidan 14', 'budget', '2021-06-23 22:22:22' ),
	array( 'Bron utan cykelbana', 'miljo', '2021-08-14 13:37:00' ),
	array( 'Sju veckor till första besöket', 'social', '2021-10-27 08:00:00' ),
	array( 'Åtgärdsplanens första sida', 'social', '2021-11-22 17:45:10' ),
	array( 'Nio brev, ett svar', 'omsorg', '2022-01-07 08:02:51' ),
	array( 'Öppet färre timmar än 1985', 'miljo', '2022-03-15 15:15:15' ),
	array( 'Klockan tio kvällen före', 'budget', '2022-06-15 05:00:00' ),
	array( 'Vad valet i Granvika handlade om', 'budget', '2022-09-12 03:10:00' ),
	array( 'Barnets röst i besluten', 'social', '2022-12-31 23:30:00' ),
	array( 'Proven från Lillsjön', 'miljo', '2023-05-05 14:00:00' ),
	array( 'Ett läsår är kort', 'skola', '2023-06-14 10:10:10' ),
);
$subjects = array(
	'skola'  => array( 'Skola', array( 'Älvskolan' ) ),
	'omsorg' => array( 'Vård och omsorg', array( 'Solgläntan', 'hemtjänst' ) ),
	'social' => array( 'Socialtjänst', array( 'IFN', 'visselblåsare', 'barnets rätt' ) ),
	'budget' => array( 'Ekonomi & budget', array( 'skatt' ) ),
	'miljo'  => array( 'Gator/vatten', array() ),
);
$counts = array( 0, 3, 12, 1, 0, 5, 8, 15, 2, 0, 4, 1, 9, 13, 6, 0, 10, 7, 11, 2, 0, 14, 3, 1, 0 );

$remark = 0;
$first_ordinary = 0;
foreach ( $ordinary as $n => list( $title, $subject, $date ) ) {
	list( $category, $tags ) = $subjects[ $subject ];
	$post = h_post( $title, h_article( $subject, $n ), array( 'date' => $date, 'cats' => array( $category ), 'tags' => $tags, 'sticky' => 4 === $n || 22 === $n ) );
	$first_ordinary = $first_ordinary ?: $post;
	$above = 0;
	for ( $i = 0; $i < $counts[ $n ]; $i++ ) {
		$reply = 0 === $i % 3 ? 0 : $above;
		if ( 0 !== $reply && 0 === $i % 5 ) {
			$above = h_user_comment( $post, $eva, 'Svar: ' . h_remark( ++$remark ), array( 'parent' => $reply ) );
		} else {
			$above = h_comment( $post, h_name( ++$remark ), h_remark( $remark ), array( 'parent' => $reply, 'url' => 0 === $remark % 4 ? "https://lasare$remark.example/blogg/" : '' ) );
		}
	}
}
// An old comment that came in late (an import): a high id with an early date.
h_comment( $first_ordinary + 1, 'Kom in i efterhand', 'Den här kommentaren låg i den gamla bloggen.', array( 'date' => '2018-11-02 08:00:00' ) );
