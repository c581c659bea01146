<?php
/**
 * Posts whose addresses are odd: numbers, twins, changes, other scripts, no title.
 */
global $wpdb;

// First saved without a title, so WordPress took the id for a slug.
$numeric = h_post( 'Rubriken kom till efteråt', h_article( 'social', 31 ), array( 'date' => '2023-09-26 07:12:00', 'cats' => array( 'Socialtjänst' ) ) );
$wpdb->update( $wpdb->posts, array( 'post_name' => (string) $numeric ), array( 'ID' => $numeric ) );
clean_post_cache( $numeric );
h_comment( $numeric, 'Undrande', 'Adressen är bara en siffra, är det meningen?' );

// One slug on two dates, as imports make them; one heading, two texts.
foreach ( array( '2020-01-31 12:00:00', '2021-01-31 12:00:00' ) as $n => $date ) {
	$twin = h_post( 'Månadsbrev', h_article( 'budget', 40 + $n * 5 ), array( 'date' => $date, 'slug' => 'manadsbrev' ) );
	h_comment( $twin, 'Siv', 0 === $n ? 'Första brevet, tack!' : 'Redan ett år sedan förra.' );
}

// A changed slug leaves _wp_old_slug, a changed date _wp_old_date; the title changed too.
$renamed = h_post( 'Nämnden antyder ett underskott', h_article( 'budget', 33 ), array( 'date' => '2022-02-02 09:00:00', 'slug' => 'namnden-antyder' ) );
wp_update_post( array( 'ID' => $renamed, 'post_title' => 'Nämnden erkänner ett underskott', 'post_name' => 'namnden-erkanner-ett-underskott' ) );
h_modified( $renamed, '2022-02-03 10:30:00' );
h_comment( $renamed, 'Pensionär', 'Rubriken var en annan i går.' );
$moved = h_post( 'Flyttad till rätt dag', h_article( 'miljo', 34 ), array( 'date' => '2022-04-10 09:00:00' ) );
wp_update_post( wp_slash( array( 'ID' => $moved, 'post_date' => '2022-04-12 09:00:00', 'post_date_gmt' => h_gmt( '2022-04-12 09:00:00' ), 'edit_date' => true ) ) );
h_modified( $moved, '2022-04-12 09:05:00' );

// The title says 46, the slug still 40: edited after publication.
h_post( 'Underskotten: tid efter annan, 46 gånger', h_article( 'social', 36 ), array( 'date' => '2021-11-23 06:40:00', 'slug' => 'underskotten-tid-efter-annan-over-40-ganger', 'modified' => '2021-12-01 08:00:00' ) );

// Another script: the slug is kept percent-encoded, in lower case.
$cyrillic = h_post( 'Привіт, Гранвіко', "Granvika tar emot nya grannar. Välkomna!\n\nЛаскаво просимо до бібліотеки біля річки.", array( 'date' => '2022-05-09 12:00:00' ) );
h_comment( $cyrillic, 'Олена', 'Дякую за теплі слова!' );

// No title at all; WordPress prints an empty heading, and the slug is the id again.
$untitled = h_post( '', 'I dag händer ingenting i nämnden, och det är inte ett skämt.', array( 'date' => '2020-06-01 10:00:00' ) );
$wpdb->update( $wpdb->posts, array( 'post_name' => (string) $untitled ), array( 'ID' => $untitled ) );
clean_post_cache( $untitled );

// A slug that another one begins with, so that a guess can go wrong.
h_post( 'Taket', h_article( 'miljo', 37 ), array( 'date' => '2019-06-01 10:00:00', 'slug' => 'taket' ) );

// Published from an old draft: an old date, saved much later.
h_post( 'Utkastet som låg kvar', h_article( 'omsorg', 38 ), array( 'date' => '2019-02-02 10:00:00', 'modified' => '2023-03-03 09:00:00' ) );

// In the hour that comes twice: 02:30 local, first summer time, then winter time.
h_post( 'Natten då klockan ställdes om', 'Skrivet 02:30, första gången den kom.', array( 'date' => '2021-10-31 02:30:00', 'gmt' => '2021-10-31 00:30:00' ) );
