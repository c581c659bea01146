<?php
/**
 * Plugin Name: Harness
 * Description: A section of the main blog, and REST shut in the ways real blogs do. Option
 *              harness_rest of each blog: on, off (401), missing (404 page), html200,
 *              comments-off (401), comments-missing (404 route), unlinked (works, but
 *              nothing points at it).
 */

// The main blog is a larger site: its section /blogg/ is a post type of its own.
add_action(
	'init',
	function (): void {
		if ( is_main_site() ) {
			register_post_type(
				'blogg',
				array(
					'label'        => 'Blogg',
					'public'       => true,
					'has_archive'  => true,
					'show_in_rest' => true,
					'rewrite'      => array( 'slug' => 'blogg', 'with_front' => false ),
					'supports'     => array( 'title', 'editor', 'author', 'comments' ),
				)
			);
		}
	}
);

/** The mode of the blog that answers. */
function harness_rest(): string {
	return (string) get_option( 'harness_rest', 'on' );
}

/** Whether a REST path is one of the comments routes. */
function harness_is_comments( string $route ): bool {
	return str_starts_with( $route, '/wp/v2/comments' );
}

// A server rule in front of REST: before anything is dispatched.
add_action(
	'parse_request',
	function ( WP $wp ): void {
		if ( empty( $wp->query_vars['rest_route'] ) ) {
			return;
		}
		if ( 'missing' === harness_rest() ) {
			status_header( 404 );
			header( 'Content-Type: text/html; charset=UTF-8' );
			exit( "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>\n" );
		}
		if ( 'html200' === harness_rest() ) {
			// The route is not known, so the front page comes, as on hosts that rewrite badly.
			$wp->query_vars = array();
		}
	},
	1
);

// A plugin that asks visitors to log in.
add_filter(
	'rest_authentication_errors',
	function ( $result ) {
		if ( 'off' !== harness_rest() ) {
			return $result;
		}
		return new WP_Error( 'rest_not_logged_in', 'Du är inte inloggad.', array( 'status' => 401 ) );
	}
);

add_filter(
	'rest_pre_dispatch',
	function ( $result, $server, WP_REST_Request $request ) {
		if ( 'comments-off' === harness_rest() && harness_is_comments( $request->get_route() ) ) {
			return new WP_Error( 'rest_forbidden', 'Kommentarerna visas inte här.', array( 'status' => 401 ) );
		}
		return $result;
	},
	10,
	3
);

add_filter(
	'rest_endpoints',
	function ( array $routes ): array {
		if ( 'comments-missing' !== harness_rest() ) {
			return $routes;
		}
		return array_filter( $routes, fn ( $route ) => ! harness_is_comments( $route ), ARRAY_FILTER_USE_KEY );
	}
);

add_action(
	'init',
	function (): void {
		if ( 'unlinked' === harness_rest() ) {
			remove_action( 'wp_head', 'rest_output_link_wp_head' );
			remove_action( 'template_redirect', 'rest_output_link_header', 11 );
		}
	}
);
