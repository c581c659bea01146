<?php
/**
 * Empties the blog at hand, and fills it with so many posts of another one.
 */
foreach ( get_posts( 'numberposts=-1&post_status=any' ) as $old ) {
	wp_delete_post( $old->ID, true );
}
for ( $i = 1; $i <= (int) $args[0]; $i++ ) {
	wp_insert_post(
		array(
			'post_title'   => "Kattbild $i",
			'post_content' => "Katt nummer $i.",
			'post_status'  => 'publish',
			'post_date'    => "2020-05-0$i 12:00:00",
		)
	);
}
