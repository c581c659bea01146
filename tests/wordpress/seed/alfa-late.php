<?php
/**
 * Cases that came later; last, so that numbers of earlier ones stay what they are.
 */

// The block editor's page break: block themes link its parts, unlike a bare <!--nextpage-->.
$divided = h_post(
	'Delad i block',
	"<!-- wp:paragraph --><p>BLOCKDEL-ETT Om bron, del ett.</p><!-- /wp:paragraph -->\n\n<!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage -->\n\n<!-- wp:paragraph --><p>BLOCKDEL-TVÅ Om bron, del två.</p><!-- /wp:paragraph -->",
	array( 'date' => '2022-11-05 10:00:00' )
);
// What a visitor may write (cite), and themes print for names.
h_comment( $divided, 'Tage i Norrbyn', "<blockquote>Bron är en bro.</blockquote>\n<cite>Ordföranden</cite> sa så, inte <cite>nämnden</cite>." );
h_comment( $divided, 'Bladet', '<cite>Norrbybladet</cite>' );
