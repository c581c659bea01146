<?php
/**
 * Makes posts and comments with every column as told: dates, addresses, states.
 */

// Whatever an old import or an administrator may have left goes in as it is written here.
kses_remove_filters();

/** Local time of the blog as UTC, both "Y-m-d H:i:s"; the later one in an hour that comes twice. */
function h_gmt( string $local ): string {
	$moment = new DateTimeImmutable( $local, new DateTimeZone( 'Europe/Stockholm' ) );
	return $moment->setTimezone( new DateTimeZone( 'UTC' ) )->format( 'Y-m-d H:i:s' );
}

/** A local time some minutes later. */
function h_later( string $local, int $minutes ): string {
	$moment = new DateTimeImmutable( $local, new DateTimeZone( 'UTC' ) );
	return $moment->modify( "+$minutes minutes" )->format( 'Y-m-d H:i:s' );
}

/** The id of a user of the network, made if need be and given a role on the blog at hand. */
function h_user( string $login, string $shown, string $role = 'author' ): int {
	$user = get_user_by( 'login', $login );
	$id   = $user ? $user->ID : wp_insert_user(
		array(
			'user_login'      => $login,
			'user_pass'       => 'harness',
			'user_email'      => "$login@konto.invalid",
			'display_name'    => $shown,
			'user_registered' => '2018-01-01 00:00:00',
		)
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( $id->get_error_message() );
	}
	if ( ! is_user_member_of_blog( $id ) ) {
		add_user_to_blog( get_current_blog_id(), $id, $role );
	}
	return $id;
}

/** The owner of the blog at hand. */
function h_owner(): int {
	$logins = array( '/' => 'varden', '/alfa/' => 'eva.lindstam-inlogg', '/Motvind/' => 'rurik-inlogg', '/gamma/' => 'siffran-inlogg' );
	return get_user_by( 'login', $logins[ get_site()->path ] )->ID;
}

/**
 * A post; returns its id.
 *
 * Besides wp_insert_post's own fields: date (local), slug, cats, tags, sticky, modified
 * (local; else the date). Slug and dates are written to the table as told.
 */
function h_post( string $title, string $content, array $more = array() ): int {
	global $wpdb;
	$more += array( 'date' => '2021-03-01 12:00:00', 'status' => 'publish', 'type' => 'post', 'author' => h_owner() );
	$id    = wp_insert_post(
		wp_slash(
			array(
				'post_title'     => $title,
				'post_content'   => $content,
				'post_status'    => $more['status'],
				'post_type'      => $more['type'],
				'post_author'    => $more['author'],
				'post_date'      => $more['date'],
				'post_date_gmt'  => $more['gmt'] ?? h_gmt( $more['date'] ),
				'post_password'  => $more['password'] ?? '',
				'post_excerpt'   => $more['excerpt'] ?? '',
				'comment_status' => $more['comments'] ?? 'open',
				'ping_status'    => 'open',
			)
		),
		true
	);
	if ( is_wp_error( $id ) ) {
		throw new RuntimeException( "$title: " . $id->get_error_message() );
	}
	if ( isset( $more['cats'] ) ) {
		wp_set_object_terms( $id, $more['cats'], 'category' );
	}
	wp_set_object_terms( $id, $more['tags'] ?? array(), 'post_tag' );
	if ( isset( $more['slug'] ) ) {
		$wpdb->update( $wpdb->posts, array( 'post_name' => $more['slug'] ), array( 'ID' => $id ) );
	}
	if ( $more['sticky'] ?? false ) {
		stick_post( $id );
	}
	h_modified( $id, $more['modified'] ?? $more['date'] );
	return $id;
}

/** Says when a post was last saved, local time; wp_update_post would say now. */
function h_modified( int $id, string $local ): void {
	global $wpdb;
	$wpdb->update( $wpdb->posts, array( 'post_modified' => $local, 'post_modified_gmt' => h_gmt( $local ) ), array( 'ID' => $id ) );
	clean_post_cache( $id );
}

/**
 * A comment; returns its id.
 *
 * $more: parent, date (local; else an hour after the one before on the same post), gmt, user,
 * url, mail, ip, agent, state (1, 0, spam, trash), type.
 */
function h_comment( int $post, string $name, string $text, array $more = array() ): int {
	static $number = 0, $last = array();
	++$number;
	$last[ $post ] = $more['date'] ?? h_later( $last[ $post ] ?? get_post( $post )->post_date, 61 );
	// Nothing is cleaned here: imports and older versions let through what the form would not.
	$id = wp_insert_comment(
		wp_slash(
			array(
				'comment_post_ID'      => $post,
				'comment_parent'       => $more['parent'] ?? 0,
				'comment_author'       => $name,
				'comment_author_email' => $more['mail'] ?? "lasare$number@hemligt.invalid",
				'comment_author_url'   => $more['url'] ?? '',
				'comment_author_IP'    => $more['ip'] ?? '198.51.100.' . ( $number % 250 + 1 ),
				'comment_agent'        => $more['agent'] ?? "Granvikasurf/$number (203.0.113." . ( $number % 250 + 1 ) . ')',
				'comment_date'         => $last[ $post ],
				'comment_date_gmt'     => $more['gmt'] ?? h_gmt( $last[ $post ] ),
				'comment_content'      => $text,
				'comment_approved'     => $more['state'] ?? '1',
				'comment_type'         => $more['type'] ?? 'comment',
				'user_id'              => $more['user'] ?? 0,
			)
		)
	);
	if ( ! $id ) {
		throw new RuntimeException( "comment by $name: " . $GLOBALS['wpdb']->last_error );
	}
	return $id;
}

/** A comment by a registered user, under the name and address of the account. */
function h_user_comment( int $post, int $user, string $text, array $more = array() ): int {
	$account = get_userdata( $user );
	return h_comment( $post, $account->display_name, $text, $more + array( 'user' => $user, 'mail' => $account->user_email ) );
}

/** The title and raw text of a post on another blog, found by its title. */
function h_borrow( string $path, string $title ): array {
	global $wpdb;
	switch_to_blog( get_site_by_path( get_network()->domain, $path )->blog_id );
	$found = $wpdb->get_row( $wpdb->prepare( "SELECT post_title, post_content FROM $wpdb->posts WHERE post_title = %s AND post_type = 'post' ORDER BY ID LIMIT 1", $title ), ARRAY_N );
	restore_current_blog();
	if ( ! $found ) {
		throw new RuntimeException( "$path: no post is called '$title'" );
	}
	return $found;
}
