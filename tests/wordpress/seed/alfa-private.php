<?php
/**
 * What must never reach a public file, in every place where WordPress prints something.
 *
 * The telephone numbers are from the series that are reserved for fiction, 121212-1212 and
 * the others are test numbers of the tax agency's kind; the addresses end in .invalid.
 */
$secrets = <<<TEXT
Mejla berit.kvarnholm@hemligt.invalid eller Berit.Kvarnholm+IFN@Hemligt.invalid.

Personnummer 121212-1212, 19121212-1212, 191212121212, 121212+1212 och samordningsnummer 701063-2391.

Ring 070-174 06 05, 0701740605, +46 70 174 06 15, 08-465 004 10, (08) 465 00 410, 0980-319 200 eller 040-628 04 20.

Inte hemligt: 2021-10-31, 31 oktober 2021 kl. 02:30, dnr SON 2021-1204, SFS 2001:453, 12 500 000 kronor, 2018–2022, 1 204 miljoner, sidan 14, org.nr saknas.
TEXT;
$private = h_post(
	'Skriv till rubrik.adress@hemligt.invalid om du vet mer',
	$secrets . "\n\n<a href=\"mailto:lank.adress@hemligt.invalid?subject=Tips\">Tipsa mig</a> eller <a href=\"tel:+46701740606\">ring</a>. <img src=\"https://0.gravatar.com/avatar/0123456789abcdef0123456789abcdef?s=96\" alt=\"alt.adress@hemligt.invalid\" title=\"titel.adress@hemligt.invalid\" />",
	array( 'date' => '2022-11-01 08:00:00', 'excerpt' => 'Utdrag: utdrag.adress@hemligt.invalid', 'tags' => array( 'tagg.adress@hemligt.invalid' ) )
);
wp_set_object_terms( $private, array( 'kategori.adress@hemligt.invalid' ), 'category', true );
h_comment( $private, 'Tipsare', $secrets, array( 'mail' => 'Tipsare.Privat@Hemligt.invalid', 'ip' => '192.0.2.77' ) );
h_comment( $private, 'namn.adress@hemligt.invalid', 'Namnet är en adress.' );
h_comment( $private, 'Ring mig 070-174 06 07', 'Namnet är ett nummer.' );
h_comment( $private, 'Adress i adressen', 'Se min sida.', array( 'url' => 'https://hemsida.example/?mail=url.adress@hemligt.invalid&p=121212-1212' ) );
h_comment( $private, 'Mejllänk', '<a href="mailto:kommentarslank@hemligt.invalid">Skriv</a>', array( 'url' => 'mailto:mailto.adress@hemligt.invalid' ) );
h_comment( $private, 'Ipv6', 'Min adress på nätet syns bara för ägaren.', array( 'ip' => '2001:db8::77' ) );
h_comment( $private, 'Norrbybladet 192.0.2.78', 'Ping från redaktion@hemligt.invalid', array( 'type' => 'pingback', 'url' => 'https://norrbybladet.example/?ip=192.0.2.78' ) );
h_user_comment( $private, $lasare, 'Inloggad, med konto och allt.' );
