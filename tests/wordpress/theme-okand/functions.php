<?php
/**
 * Theme Okänd: one comment, in elements of its own.
 */
add_action(
	'after_setup_theme',
	function (): void {
		add_theme_support( 'title-tag' );
		add_theme_support( 'automatic-feed-links' );
	}
);

/** Opens one comment; okand_close ends it. */
function okand_open( WP_Comment $comment, array $args, int $depth ): void {
	$bare = 'snal' === get_option( 'theme_variant' );
	?>
	<section id="comment-<?php comment_ID(); ?>" <?php comment_class( 'rost' ); ?>>
		<div class="rost-ord"><?php comment_text(); ?></div>
		<p class="rost-fot">
			<?php if ( $bare ) : ?>
				<span class="rost-namn"><?php comment_author(); ?></span> <i><?php echo human_time_diff( (int) get_comment_date( 'U' ) ); ?> sedan</i>
			<?php else : ?>
				<span class="rost-namn fn"><?php comment_author_link(); ?></span> <time datetime="<?php echo esc_attr( get_comment_date( 'c' ) ); ?>"><?php comment_date( 'D H.i' ); ?></time>
			<?php endif; ?>
			<?php comment_reply_link( array_merge( $args, array( 'depth' => $depth, 'add_below' => 'comment' ) ) ); ?>
		</p>
	<?php
}

/** Closes one comment, after its replies. */
function okand_close(): void {
	echo "</section>\n";
}
