<?php
/**
 * Ordinary texts about an invented municipality, put together the same way each time.
 */

const H_SENTENCES = array(
	'skola'   => array(
		'Klass 7B på Älvskolan har haft fyra olika lärare i matematik sedan i augusti.',
		'Rektorn säger att schemat håller, men eleverna berättar om lektioner utan vuxna i rummet.',
		'Nämnden fick siffrorna i mars och lade dem till handlingarna utan ett ord i protokollet.',
		'Den som vill veta hur många timmar som ställts in får räkna själv i lärplattformen.',
		'Skolskjutsen från Norrbyn går numera tjugo minuter före första lektionen slutar.',
		'Ett läsår är kort för en förvaltning men långt för den som är tolv år.',
		'Föräldraföreningen har bett om ett möte tre gånger och fått svar en gång.',
	),
	'omsorg'  => array(
		'På Solgläntans äldreboende ska natten skötas av två personer på tre våningar.',
		'Undersköterskan Märit slutade i november och har inte ersatts.',
		'Anhöriga beskriver samma sak i nio brev: larmet ringer och ingen kommer.',
		'Kommunen svarar att bemanningen följer budgeten, vilket ingen hade betvivlat.',
		'Det är inte personalen som brister, det är antalet händer.',
		'Hemtjänsten mäts i minuter, och minuterna har blivit färre.',
		'En kvalitetsrapport som bara räknar nöjda svar glömmer dem som inte orkade svara.',
	),
	'social'  => array(
		'Socialtjänsten i Granvika hade i våras trettioen utredningar som dragit över tiden.',
		'Inspektionen kom två gånger på samma höst och skrev nästan samma sak båda gångerna.',
		'Handläggarna byts ut snabbare än ärendena avslutas.',
		'Den som slår larm ska skyddas, och då räcker det inte att policyn hänger på intranätet.',
		'Barnets röst saknas i vartannat av de beslut som granskades.',
		'Nämnden har bett om en åtgärdsplan, men bara den första sidan är offentlig.',
		'Ett familjehem väntade i sju veckor på sitt första besök.',
	),
	'budget'  => array(
		'Budgeten för nästa år är 1 204 miljoner kronor, och ändå saknas elva.',
		'Effektivisering är ett ord som sällan följs av ett verb i aktiv form.',
		'När räntan gick upp med en procentenhet försvann en hel förskola i kalkylen.',
		'Skatten föreslås vara oförändrad på 22:40, trots att uppdragen blir fler.',
		'Överskottet från fjolåret var i själva verket ett uppskjutet underhåll.',
		'Oppositionen lade fram ett eget förslag klockan tio kvällen före mötet.',
		'Revisorerna påpekade detta redan 2019, på sidan 14.',
	),
	'miljo'   => array(
		'Simhallen vid Kvarnån stängdes i maj för att taket droppade på fel sida.',
		'Vägen till Mossby plogas sist, och det märks.',
		'Kajens nya belysning lyser upp vattnet men inte trapporna.',
		'Granvikas bibliotek har öppet färre timmar än på 1980-talet.',
		'Cykelbanan slutar mitt på bron, som om någon hade tappat ritningen.',
		'Åsbergets vindkraft delar byn i två halvor som inte längre fikar ihop.',
		'Vattenprovet från Lillsjön var bra; provet från Storsjön fanns inte.',
	),
);

const H_REMARKS = array(
	'Tack för att du skriver om det här, det behövs.',
	'Jag arbetar i huset och känner inte igen bilden, men jag förstår frågan.',
	'Var finns protokollet? Jag har letat på kommunens sida utan att lyckas.',
	'Det här har jag ringt om i två år.',
	'Du glömmer att beslutet var enhälligt.',
	'Min mamma bor där och hon säger samma sak som du.',
	'Vad skulle ert eget förslag kosta, i kronor?',
	'Bra skrivet, men sista stycket är orättvist mot dem som faktiskt stannar kvar.',
	'Frågan är fel ställd: det är regionen som bestämmer.',
	'Ännu en utredning, tack så mycket.',
	'Jag röstade på er en gång. Det blir inte två.',
	'Kan någon förklara varför siffran i tabellen inte stämmer med den i texten?',
	'Håll er till saken, båda två.',
	'Som tidigare anställd vill jag bara säga att det började långt före 2018.',
	'På Norrbyn har vi slutat hoppas på bussen.',
	'Det står tvärtom i årsredovisningen, sidan 41.',
	'Jag tycker att tonen har blivit bättre här på sistone.',
	'När kommer fortsättningen som du lovade?',
	'Äntligen någon som läser bilagorna!',
	'Fråga personalen i stället för konsulten.',
);

const H_NAMES = array( 'Gunnar Älvros', 'Märit', 'Sven-Åke', 'Orolig mormor', 'Berit Kvarnholm', 'Lärare på Älvskolan', 'P. Mossby', 'Kajsa', 'Undrande', 'Ö-bon', 'Tage i Norrbyn', 'Inga-Lill', 'Pensionär', 'Hjalmar Fors', 'En som slutat', 'Wiveka', 'Jocke', 'Granvikabo sedan 1974', 'Siv', 'N.N.' );

/** Paragraph number $n about a subject: three to five sentences, separated from others by its order. */
function h_paragraph( string $subject, int $n ): string {
	$pool  = H_SENTENCES[ $subject ];
	$count = count( $pool );
	$steps = array( 1, 2, 3, 4, 5 );
	$said  = array();
	for ( $i = 0; $i < 3 + $n % 3; $i++ ) {
		$said[] = $pool[ ( $n * 3 + $i * $steps[ intdiv( $n, $count ) % 5 ] ) % $count ];
	}
	return implode( ' ', $said );
}

/** The text of an ordinary post: number $n about a subject, classic editor style (blank lines). */
function h_article( string $subject, int $n ): string {
	$paragraphs = array();
	for ( $i = 0; $i < 2 + $n % 4; $i++ ) {
		$paragraphs[] = h_paragraph( $subject, $n + $i * 7 );
	}
	$day = $n % 28 + 1;
	$paragraphs[] = "Ärendet, dnr KS 2021-$n, tas upp i nämnden den $day nästa månad.";
	return implode( "\n\n", $paragraphs );
}

/** Remark number $n, unlike the ones near it. */
function h_remark( int $n ): string {
	$one = H_REMARKS[ $n % 20 ];
	$two = H_REMARKS[ ( intdiv( $n, 20 ) * 7 + $n * 3 + 1 ) % 20 ];
	return 0 === $n % 3 ? $one : "$one\n\n$two" . ( $n > 60 ? " (Punkt $n.)" : '' );
}

/** Name number $n. */
function h_name( int $n ): string {
	return H_NAMES[ ( $n * 7 + intdiv( $n, 20 ) ) % 20 ];
}
