<?php
/**
 * The thread, in the variant's way of printing.
 */
if ( post_password_required() ) {
	return;
}
?>
<div class="comments-container" id="comments">
<?php if ( have_comments() ) : ?>
	<h2 class="comments-title"><?php echo vk_count(); ?></h2>
	<?php if ( 'vk' === vk_variant() ) : ?>
		<ol class="commentlist">
			<?php wp_list_comments( array( 'type' => 'comment', 'callback' => 'vk_comment' ) ); ?>
		</ol>
		<?php if ( ! empty( $comments_by_type['pings'] ) ) : ?>
			<div class="pingbacks">
				<h3 class="pingbacks-title"><?php echo count( $comments_by_type['pings'] ); ?> länkar hit</h3>
				<ol class="pingbacklist"><?php wp_list_comments( array( 'type' => 'pings', 'callback' => 'vk_comment' ) ); ?></ol>
			</div>
		<?php endif; ?>
	<?php elseif ( 'xhtml' === vk_variant() ) : ?>
		<ol class="commentlist"><?php wp_list_comments( array( 'style' => 'ol' ) ); ?></ol>
	<?php else : ?>
		<div class="commentlist"><?php wp_list_comments( array( 'style' => 'div' ) ); ?></div>
	<?php endif; ?>
	<?php if ( get_comment_pages_count() > 1 && get_option( 'page_comments' ) ) : ?>
		<div class="comments-nav">
			<div class="fleft"><?php previous_comments_link( '&laquo; Äldre kommentarer' ); ?></div>
			<div class="fright"><?php next_comments_link( 'Nyare kommentarer &raquo;' ); ?></div>
		</div>
	<?php endif; ?>
<?php endif; ?>
<?php if ( ! comments_open() && ! is_page() ) : ?>
	<p class="nocomments">Kommentarer inaktiverade.</p>
<?php endif; ?>
<?php
comment_form(
	array(
		'title_reply'          => have_comments() ? 'Lämna ett svar' : 'Lämna en kommentar',
		'comment_notes_before' => '<p class="comment-notes">Din e-postadress visas inte här, men den som har bloggen ser både den och ditt IP-nummer.</p>',
	)
);
?>
</div>
