<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo( 'charset' ); ?>"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<p class="skylt"><a href="<?php echo esc_url( home_url( '/' ) ); ?>"><?php bloginfo( 'name' ); ?></a></p>
<?php while ( have_posts() ) : the_post(); ?>
	<div <?php post_class( 'text' ); ?>>
		<?php the_title( '<h1 class="text-rubrik"><a href="' . esc_url( get_permalink() ) . '">', '</a></h1>' ); ?>
		<div class="text-innehall"><?php the_content(); ?><?php wp_link_pages(); ?></div>
		<p class="text-fot"><time datetime="<?php echo esc_attr( get_the_date( 'c' ) ); ?>"><?php echo get_the_date( 'Y.m.d' ); ?></time> <?php the_author(); ?></p>
	</div>
	<?php comments_template(); ?>
<?php endwhile; ?>
<?php is_singular() || the_posts_pagination(); ?>
<?php wp_footer(); ?>
</body>
</html>
