<?php
/**
 * Every page of theme VK: lists print whole posts, single pages add the comments.
 */
get_header();
?>
<div class="content">
<?php if ( ! have_posts() ) : ?>
	<h1 class="page-title">Sidan finns inte</h1>
<?php endif; ?>
<?php while ( have_posts() ) : the_post(); ?>
	<div id="post-<?php the_ID(); ?>" <?php post_class(); ?>>
		<div class="post-header">
			<?php the_title( is_singular() ? '<h1 class="post-title">' : '<h2 class="post-title"><a href="' . esc_url( get_permalink() ) . '" rel="bookmark">', is_singular() ? '</h1>' : '</a></h2>' ); ?>
			<?php vk_meta(); ?>
		</div>
		<div class="post-content">
			<?php the_content( 'Läs mer' ); ?>
			<?php wp_link_pages(); ?>
		</div>
		<?php if ( is_single() ) : ?>
			<p class="post-categories">Kategorier: <?php the_category( ', ' ); ?></p>
			<?php the_tags( '<p class="post-tags">Etiketter: ', ', ', '</p>' ); ?>
		<?php endif; ?>
	</div>
	<?php comments_template( '', true ); ?>
<?php endwhile; ?>
<?php is_singular() || posts_nav_link(); ?>
</div>
<?php
get_footer();
