<?php
/**
 * The thread of theme Okänd: sections in sections.
 */
if ( post_password_required() ) {
	return;
}
if ( have_comments() ) {
	printf( '<h2>Röster (%d)</h2><div class="roster">', (int) get_comments_number() );
	wp_list_comments( array( 'style' => 'div', 'callback' => 'okand_open', 'end-callback' => 'okand_close' ) );
	echo '</div>';
	the_comments_pagination();
}
comment_form();
