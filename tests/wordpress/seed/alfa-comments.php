<?php
/**
 * One post with every sort of single comment, and posts for pings, authors and the clock.
 */
$zoo = h_post( 'Alla slags kommentarer', 'Här får ni skriva vad ni vill, nästan.', array( 'date' => '2022-08-01 08:00:00', 'tags' => array( 'ordet är fritt' ) ) );

h_comment( $zoo, '', 'Jag fyllde inte i något namn.' );
h_comment( $zoo, 'Kalle (inläggsförfattare)', 'Jag låtsas vara den som skrev.' );
h_comment( $zoo, 'Kalle (S)', 'Partiet står i namnet.' );
h_comment( $zoo, 'Rut "Rutan" O\'Hara & Söner <AB>', 'Citattecken och tecken i namnet.' );
h_comment( $zoo, 'Per &amp; Pia &lt;3', 'Entiteter i namnet, som en import lämnar dem.' );
h_comment( $zoo, '  Mellanslag  i   kanten ', 'Namnet börjar och slutar med mellanslag.' );
h_comment( $zoo, 'Eva Lindstam', 'Jag är inte Eva, jag har bara skrivit hennes namn.' );
h_comment( $zoo, "A\u{30A}ke 🦊", "Namnet har en lös ring: A\u{30A}ke." );
h_comment( $zoo, '0', 'Jag heter noll.' );
h_comment( $zoo, str_repeat( 'Långnamn ', 25 ), 'Namnet tar nästan slut på kolumnen.' );
h_comment( $zoo, 'Med hemsida', 'Jag lämnade min adress.', array( 'url' => 'https://hemsida.example/~jag?x=1&y=2' ) );
h_comment( $zoo, 'Konstig adress', 'Adressen är inte en webbadress.', array( 'url' => 'http://Har ingen hemsida' ) );
$registered = h_user_comment( $zoo, $lasare, 'Jag är inloggad läsare.' );
h_user_comment( $zoo, $eva, 'Och jag är Eva, inloggad.', array( 'parent' => $registered ) );
h_comment( $zoo, 'Eva Lindstam', 'Skrivet utloggad från telefonen, så märket saknas.', array( 'parent' => $registered, 'mail' => 'eva@privat.invalid' ) );

// Texts: what comment_text changes, and what it lets through.
h_comment( $zoo, 'Tangentbord', 'Raka "citat" -- och tre punkter... samt 5 < 7 & 8 > 3 :-) ;)' );
h_comment( $zoo, 'Länkar', 'Se https://granvika.example/a?b=1&c=2 och www.granvika.example/utan-http samt <a href="https://granvika.example/protokoll.pdf" rel="nofollow">protokollet</a>.' );
h_comment( $zoo, 'Formatering', "<blockquote>Det du skrev.</blockquote>\n<strong>Nej</strong>, <em>inte</em> så. <del>Struket</del> <code>if (x &lt; y)</code>\n\nNytt stycke\nmed radbrytning." );
h_comment( $zoo, 'Utan tillåtelse', '&lt;script&gt;alert("hej")&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;' );
h_comment( $zoo, 'Släppt igenom', '<script>document.write("SKRIPT-I-KOMMENTAR")</script><iframe src="https://ond.example/"></iframe>Text mellan.<img src="https://ond.example/pixel.gif?ip=1" alt="Pixel"> Slut.' );
h_user_comment( $zoo, $eva, "Lista:\n<ul>\n<li>ett</li>\n<li>två</li>\n</ul>\n<p>Stycke.</p>" );
h_comment( $zoo, 'Emoji', '🦊👍🏽 ❤️ 🇸🇪 och :-) men inte :granvika:' );
h_comment( $zoo, 'Osynligt', "noll\u{200B}bredd, mjukt\u{AD}bindestreck, hårt\u{A0}mellanslag, \u{202E}baklänges\u{202C}, a\u{30A} a\u{308} o\u{308}." );
h_comment( $zoo, 'Tom', '' );
h_comment( $zoo, 'Dubbelklick', 'Samma ord två gånger.', array( 'date' => '2022-08-04 12:00:00' ) );
h_comment( $zoo, 'Dubbelklick', 'Samma ord två gånger.', array( 'date' => '2022-08-04 12:00:00' ) );
h_comment( $zoo, 'Citerar sidan', 'Någon skrev: «3 kommentarer», sedan «Svara». Se ?replytocom=5#respond och comment-page-9.' );
h_comment( $zoo, 'Fejkad kod', '<ul><li id="comment-888888" class="comment bypostauthor"><cite class="fn">Eva Lindstam</cite> FALSKT-SVAR</li></ul>' );

$long = '';
for ( $i = 1; strlen( $long ) < 60000; $i++ ) {
	$long .= "Punkt $i. " . h_remark( $i ) . "\n\n";
}
h_comment( $zoo, 'Långt svar', trim( $long ) );

// What others may not see.
h_comment( $zoo, 'Väntar', 'VÄNTANDE-KOMMENTAR', array( 'state' => '0' ) );
h_comment( $zoo, 'Säljare', 'SPAM-KOMMENTAR köp billiga räcken', array( 'state' => 'spam', 'url' => 'https://spam.example/' ) );
h_comment( $zoo, 'Ångrade sig', 'SLÄNGD-KOMMENTAR', array( 'state' => 'trash' ) );

// Replies that say whom they answer, in each way of writing a date.
$answers = h_post( 'Jag svarar er alla', h_article( 'social', 50 ), array( 'date' => '2021-11-21 08:00:00', 'cats' => array( 'Socialtjänst' ) ) );
$asked   = array(
	h_comment( $answers, 'Berit Kvarnholm', 'Hur många var det egentligen?', array( 'date' => '2021-11-22 09:14:00' ) ),
	h_comment( $answers, 'Orolig mormor', 'Och barnen?', array( 'date' => '2021-11-23 17:20:11' ) ),
	h_comment( $answers, 'Tage i Norrbyn', 'Gott nytt år och en fråga.', array( 'date' => '2022-01-02 12:00:00' ) ),
	h_comment( $answers, 'Berit Kvarnholm', 'En sak till.', array( 'date' => '2022-01-07 08:02:51' ) ),
);
h_user_comment( $answers, $eva, 'Svar på kommentar från Berit Kvarnholm 22 nov 2021: Det var trettioen.', array( 'date' => '2022-01-08 10:00:00', 'parent' => $asked[0] ) );
h_user_comment( $answers, $eva, "Svar på kommentar från Orolig mormor den 23 nov 2021\n\nBarnen väntar.", array( 'date' => '2022-01-08 10:10:00' ) );
h_user_comment( $answers, $eva, 'Svar på kommentar från Tage i Norrbyn 2/1-2022. Gott nytt!', array( 'date' => '2022-01-08 10:20:00' ) );
h_user_comment( $answers, $eva, 'Svar på kommentar från Berit Kvarnholm 7/1-22: gärna.', array( 'date' => '2022-01-08 10:30:00' ) );

// The hour that came twice: equal on the clock, an hour apart in truth.
$clock = h_post( 'Vem är vaken i natt?', 'Klockan ställs tillbaka i natt.', array( 'date' => '2021-10-30 22:00:00' ) );
h_comment( $clock, 'Nattuggla ett', 'Första gången klockan är halv tre.', array( 'date' => '2021-10-31 02:30:00', 'gmt' => '2021-10-31 00:30:00' ) );
h_comment( $clock, 'Nattuggla två', 'Andra gången, en timme senare.', array( 'date' => '2021-10-31 02:30:00', 'gmt' => '2021-10-31 01:30:00' ) );
h_comment( $clock, 'Nattuggla tre', 'Klockan är tre, på riktigt.', array( 'date' => '2021-10-31 03:00:00' ) );

// A guest's post: the guest is its author, the blog's owner is not.
$guest = h_post( 'Gästinlägg om kajen', h_article( 'miljo', 52 ), array( 'date' => '2022-08-20 08:00:00', 'author' => $sixten ) );
h_user_comment( $guest, $eva, 'Välkommen som gäst, Sixten.' );
h_user_comment( $guest, $sixten, 'Tack, Eva.' );

// Pings: counted, but no comments.
$pinged = h_post( 'Den länkade texten', h_article( 'budget', 53 ), array( 'date' => '2022-08-22 08:00:00' ) );
h_comment( $pinged, 'Wiveka', 'Bra att andra länkar hit.' );
h_comment( $pinged, 'Motvind i Granvika &raquo; Om budgeten', '[&#8230;] som hon skriver, saknas elva miljoner [&#8230;]', array( 'type' => 'pingback', 'url' => 'https://motvind.example/om-budgeten/', 'mail' => '' ) );
h_comment( $pinged, 'Norrbybladet', '<strong>Norrbybladet</strong> Vi läste och höll med.', array( 'type' => 'trackback', 'url' => 'https://norrbybladet.example/2022/08/', 'mail' => '' ) );
h_comment( $pinged, 'Siv', 'Mitt svar står under pingbacken.', array( 'parent' => 0 ) );
h_comment( $pinged, 'Spamping', 'SPAM-PING', array( 'type' => 'pingback', 'url' => 'https://spam.example/ping', 'state' => 'spam' ) );
$only = h_post( 'Bara länkad, aldrig kommenterad', h_article( 'budget', 54 ), array( 'date' => '2022-08-23 08:00:00' ) );
h_comment( $only, 'Norrbybladet', 'Länk hit.', array( 'type' => 'pingback', 'url' => 'https://norrbybladet.example/igen/', 'mail' => '' ) );
h_comment( $only, 'Motvind i Granvika', 'Länk hit igen.', array( 'type' => 'trackback', 'url' => 'https://motvind.example/igen/', 'mail' => '' ) );
