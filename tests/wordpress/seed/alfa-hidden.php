<?php
/**
 * What no visitor may read, and what is no post: all with comments.
 */
$hidden = array(
	array( 'Bara för den som kan ordet', 'SKYDDAD-TEXT Den här raden får aldrig synas.', array( 'password' => 'granris', 'date' => '2021-05-01 08:00:00' ) ),
	array( 'Privat anteckning', 'PRIVAT-TEXT Att fråga ordföranden om.', array( 'status' => 'private', 'date' => '2021-05-02 08:00:00' ) ),
	array( 'Ett utkast', 'UTKAST-TEXT Inte färdigt.', array( 'status' => 'draft', 'date' => '2021-05-03 08:00:00' ) ),
	array( 'Väntar på granskning', 'GRANSKAS-TEXT Gästens inlägg.', array( 'status' => 'pending', 'author' => $sixten, 'date' => '2021-05-04 08:00:00' ) ),
	array( 'Kommer om länge', 'FRAMTIDA-TEXT Publiceras när Granvika fyller femhundra.', array( 'status' => 'future', 'date' => '2099-01-01 08:00:00' ) ),
	array( 'Slängt inlägg', 'SLÄNGD-TEXT Det här ångrade jag.', array( 'date' => '2021-05-06 08:00:00' ) ),
);
foreach ( $hidden as list( $title, $text, $more ) ) {
	$post = h_post( $title, $text, $more + array( 'tags' => array( 'dolt' ) ) );
	h_comment( $post, 'Dold läsare', "DOLD-KOMMENTAR till $title", array( 'date' => '2021-05-10 08:00:00' ) );
	h_user_comment( $post, $eva, "DOLD-KOMMENTAR, svar under $title", array( 'date' => '2021-05-10 09:00:00' ) );
}
wp_trash_post( $post ); // Its comments become post-trashed.
h_modified( $post, '2021-05-11 08:00:00' );

// A page and an attachment with comments: in REST's list of comments, but of no post.
$page = h_post( 'Om bloggen', 'SIDA-TEXT Här skriver Eva Lindstam om Granvika.', array( 'type' => 'page', 'date' => '2018-01-02 08:00:00' ) );
h_comment( $page, 'Nyfiken', 'SIDKOMMENTAR Vem är du?' );
h_user_comment( $page, $eva, 'SIDKOMMENTAR Jag är jag.' );

$uploads = wp_upload_dir( '2019/05' );
$picture = imagecreatetruecolor( 64, 48 );
imagefill( $picture, 0, 0, imagecolorallocate( $picture, 30, 90, 60 ) );
imagepng( $picture, $uploads['path'] . '/simhallen.png' );
$image = wp_insert_attachment(
	wp_slash(
		array(
			'post_title'     => 'Simhallens tak',
			'post_content'   => 'BILAGA-TEXT Fotot taget i maj.',
			'post_excerpt'   => 'Taket, fotograferat i maj',
			'post_mime_type' => 'image/png',
			'post_status'    => 'inherit',
			'post_date'      => '2019-05-20 16:00:00',
			'post_date_gmt'  => h_gmt( '2019-05-20 16:00:00' ),
			'post_author'    => $eva,
			'comment_status' => 'open',
		)
	),
	$uploads['path'] . '/simhallen.png',
	$first_ordinary + 4
);
update_attached_file( $image, $uploads['path'] . '/simhallen.png' );
update_post_meta( $image, '_wp_attachment_image_alt', 'Ett tak med en blå presenning' );
wp_update_attachment_metadata( $image, array( 'width' => 64, 'height' => 48, 'file' => '2019/05/simhallen.png', 'sizes' => array() ) );
h_modified( $image, '2019-05-20 16:00:00' );
h_comment( $image, 'Fotointresserad', 'BILAGEKOMMENTAR Vilken kamera?' );
