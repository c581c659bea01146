<div class="sidebar">
<?php
// Names and links to comments beside the post: noise for a reader of pages.
the_widget( 'WP_Widget_Recent_Comments', array( 'title' => 'Senaste kommentarer' ) );
the_widget( 'WP_Widget_Recent_Posts', array( 'title' => 'Senaste inlägg' ) );
the_widget( 'WP_Widget_Archives', array( 'title' => 'Arkiv' ) );
?>
</div>
<?php wp_footer(); ?>
</body>
</html>
