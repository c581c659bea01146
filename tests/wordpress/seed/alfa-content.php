<?php
/**
 * Posts with every sort of content: blocks, shortcodes, parts, tables, frames, odd signs.
 */
$picture_url = wp_get_attachment_url( $image );

// Parts: pages /slug/, /slug/2/, /slug/3/; REST gives all, the feed only the first.
$parts = h_post(
	'Granskningen i tre delar',
	"DEL-ETT Första delen handlar om hur ärendet började.\n\nDet började på en onsdag.\n<!--nextpage-->\nDEL-TVÅ Andra delen handlar om svaren som inte kom.\n\nSvaren kom inte på onsdagen heller.\n<!--nextpage-->\nDEL-TRE Tredje delen är kort.",
	array( 'date' => '2022-05-20 10:00:00', 'cats' => array( 'Socialtjänst' ) )
);
h_comment( $parts, 'Kajsa', 'Läste alla tre delarna.' );
h_user_comment( $parts, $eva, 'Tack, det finns en fjärde del i lådan.' );

h_post( 'Mer under vecket', "FÖRE-VECKET Ingressen syns i listan.\n\n<!--more Läs hela-->\n\nEFTER-VECKET Resten syns bara på egen sida.", array( 'date' => '2022-05-21 10:00:00' ) );
h_post( 'Med eget utdrag', h_article( 'skola', 41 ), array( 'date' => '2022-05-22 10:00:00', 'excerpt' => 'UTDRAG-TEXT Kort om skolan, inte taget ur texten.' ) );

// The block editor: every block keeps its paragraph break in text.
$blocks = <<<HTML
<!-- wp:paragraph {"dropCap":true} -->
<p class="has-drop-cap">Blockstycke ett. Nämnden sa <strong>nej</strong>, sedan <em>kanske</em>.</p>
<!-- /wp:paragraph -->

<!-- wp:heading -->
<h2>Mellanrubrik om bron</h2>
<!-- /wp:heading -->

<!-- wp:list {"ordered":true} -->
<ol><!-- wp:list-item --><li>Räkna bilarna</li><!-- /wp:list-item --><!-- wp:list-item --><li>Räkna cyklarna<ul><li>med barnsits</li><li>utan barnsits</li></ul></li><!-- /wp:list-item --></ol>
<!-- /wp:list -->

<!-- wp:quote -->
<blockquote class="wp-block-quote"><p>Vi har inga pengar till räcken.</p><cite>Ordföranden, i korridoren</cite></blockquote>
<!-- /wp:quote -->

<!-- wp:pullquote -->
<figure class="wp-block-pullquote"><blockquote><p>Bron är en bro.</p></blockquote></figure>
<!-- /wp:pullquote -->

<!-- wp:table -->
<figure class="wp-block-table"><table><thead><tr><th>År</th><th>Cyklar</th></tr></thead><tbody><tr><td>2020</td><td>1 411</td></tr><tr><td>2021</td><td>1 702</td></tr></tbody></table><figcaption>Räkningen vid brofästet</figcaption></figure>
<!-- /wp:table -->

<!-- wp:image {"id":$image} -->
<figure class="wp-block-image"><img src="$picture_url" alt="Taket igen" class="wp-image-$image"/><figcaption>Bildtext i block</figcaption></figure>
<!-- /wp:image -->

<!-- wp:gallery {"linkTo":"none"} -->
<figure class="wp-block-gallery has-nested-images columns-default is-cropped"><!-- wp:image {"id":$image} -->
<figure class="wp-block-image"><img src="$picture_url" alt="" class="wp-image-$image"/></figure>
<!-- /wp:image --></figure>
<!-- /wp:gallery -->

<!-- wp:columns -->
<div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column"><!-- wp:paragraph --><p>Vänster spalt.</p><!-- /wp:paragraph --></div><!-- /wp:column --><!-- wp:column --><div class="wp-block-column"><!-- wp:paragraph --><p>Höger spalt.</p><!-- /wp:paragraph --></div><!-- /wp:column --></div>
<!-- /wp:columns -->

<!-- wp:verse -->
<pre class="wp-block-verse">Kvarnån rinner
   sakta
och ingen plogar</pre>
<!-- /wp:verse -->

<!-- wp:code -->
<pre class="wp-block-code"><code>if (pengar &lt; 0) { skyll_på("regionen"); }</code></pre>
<!-- /wp:code -->

<!-- wp:separator --><hr class="wp-block-separator has-alpha-channel-opacity"/><!-- /wp:separator -->

<!-- wp:buttons --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="https://granvika.example/motion.pdf">Läs motionen</a></div><!-- /wp:button --></div><!-- /wp:buttons -->

<!-- wp:file {"href":"https://granvika.example/protokoll.pdf"} --><div class="wp-block-file"><a href="https://granvika.example/protokoll.pdf">Protokollet</a><a href="https://granvika.example/protokoll.pdf" class="wp-block-file__button wp-element-button" download>Ladda ner</a></div><!-- /wp:file -->

<!-- wp:embed {"url":"https://film.example/42","type":"video"} -->
<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper"><iframe src="https://film.example/bro/42" title="Film från bron" width="560" height="315" allowfullscreen></iframe></div><figcaption>Rörliga bilder</figcaption></figure>
<!-- /wp:embed -->

<!-- wp:latest-posts /-->

<!-- wp:paragraph -->
<p>Blockstycke sist.<br>Med radbrytning.</p>
<!-- /wp:paragraph -->
HTML;
$block_post = h_post( 'Allt om bron, i block', $blocks, array( 'date' => '2022-06-01 10:00:00', 'cats' => array( 'Gator/vatten', 'Ekonomi & budget' ), 'tags' => array( 'cykel', 'Bron' ) ) );
h_comment( $block_post, 'Ö-bon', 'Räcken kostar mindre än utredningen.' );

// The classic editor: shortcodes, bare line breaks, addresses on lines of their own.
$classic = <<<HTML
Klassiskt stycke med
radbrytning inuti.

[caption id="attachment_$image" align="alignnone" width="64"]<img src="$picture_url" alt="Taket" width="64" height="48" class="size-full wp-image-$image" /> Bildtext i kortkod[/caption]

[gallery ids="$image,$image" columns="2"]

[okand_kortkod siffra="3"]Står kvar som det skrevs.[/okand_kortkod]

https://film.example/ensam-rad

<blockquote>Citat på egen rad.

Citatets andra stycke.</blockquote>
<ul>
	<li>Punkt ett</li>
	<li>Punkt två &amp; en halv</li>
</ul>
<table><tr><td>Cell A</td><td>Cell B</td></tr></table>
<iframe src="https://karta.example/granvika" width="400" height="300"></iframe>
<div style="color:red" onclick="alert(1)"><span style="font-size: 12pt">Gammal formatering</span></div>
<script>document.write("SKRIPT-TEXT");</script><style>.x { color: red } /* STIL-TEXT */</style>
Se <a href="/alfa/2019/06/01/taket/">taket</a>, <a href="https://www.riksarkivet.example/a?b=1&amp;c=2#d">källan</a> och <a href="javascript:alert(1)">inte den här</a>.
HTML;
$classic_post = h_post( 'Som man skrev 2018', $classic, array( 'date' => '2018-10-10 10:10:10', 'cats' => array( 'Gator/vatten' ) ) );
h_comment( $classic_post, 'Hjalmar Fors', 'Galleriet visar samma bild två gånger.' );

// Signs: straight quotes, dashes, dots, smilies, emoji, entities, combining, invisible ones.
$signs = <<<HTML
Hon sa "nej" -- och sedan 'ja'... Det var 5" bred och 1990's stil, 2x4 :-) ;) :D

Räven 🦊 åt 🍎, familjen 👩‍👩‍👧, flaggan 🇸🇪, tummen 👍🏽 och hjärtat ❤️.

Tecken: &lt;b&gt; &amp;amp; &quot;x&quot; &eacute; &#8211; &nbsp; 3 &lt; 4 &gt; 2, AT&amp;T, R&D.

Sammansatt å (a\u{30A}) och ö (o\u{308}), mjukt bind\u{AD}streck, nollbredd\u{200B}mellanrum, hårt\u{A0}mellanslag, (c) (tm) 1/2.
HTML;
$sign_post = h_post( "Tecknen: \"raka\" & <em>sneda</em> 🦊 &amp; -- A\u{30A}ke...", $signs, array( 'date' => '2022-06-10 10:00:00', 'tags' => array( 'Å & Ö', '"citat"' ) ) );
h_comment( $sign_post, 'N.N.', 'Emojin i rubriken syns 🦊 :-)' );

// A post that quotes a comment page: markup in a text that looks like what a theme prints.
$trap = <<<HTML
Så här ser en kommentar ut i koden:

<ol class="commentlist"><li id="comment-999999" class="comment depth-1"><div id="div-comment-999999" class="comment-body"><cite class="fn">Falsk Läsare</cite><p>FALSK-KOMMENTAR i ett inlägg.</p></div></li></ol>

Rubriken «17 kommentarer» ovan är inte heller på riktigt, och <a href="?replytocom=999999#respond">Svara</a> svarar ingen.
HTML;
$trap_post = h_post( 'Om hur bloggen är byggd', $trap, array( 'date' => '2022-06-12 10:00:00' ) );
h_comment( $trap_post, 'Jocke', 'Det här är den enda kommentaren på riktigt.' );

// Only a picture; and comments closed afterwards.
h_post( 'Bild från kajen', "<img src=\"$picture_url\" alt=\"Kajen i skymning\" />", array( 'date' => '2022-06-14 10:00:00' ) );
$closed = h_post( 'Stängd tråd', h_article( 'omsorg', 44 ), array( 'date' => '2022-06-15 10:00:00', 'comments' => 'closed' ) );
h_comment( $closed, 'Inga-Lill', 'Hann före stängningen.' );
