<?php
/**
 * wp-config.php of the test site; Debian's own, which reads /etc/wordpress, is not used.
 *
 * site.json beside it says {"domain": "127.0.0.1:PORT", "socket": PATH, "network": bool}.
 */
$site = json_decode( file_get_contents( __DIR__ . '/site.json' ), true, 8, JSON_THROW_ON_ERROR );

define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'wordpress' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . $site['socket'] );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = 'wp_';

// Known keys, so that two builds of the site are equal. They guard nothing: loopback only.
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', "$name key of a test site" );
	define( $name . '_SALT', "$name salt of a test site" );
}

define( 'WP_CONTENT_DIR', __DIR__ . '/wp-content' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'WP_POST_REVISIONS', false );
define( 'WP_MEMORY_LIMIT', '256M' );
define( 'WP_DEBUG', false );

if ( $site['network'] ) {
	define( 'MULTISITE', true );
	define( 'SUBDOMAIN_INSTALL', false );
	define( 'DOMAIN_CURRENT_SITE', $site['domain'] );
	define( 'PATH_CURRENT_SITE', '/' );
	define( 'SITE_ID_CURRENT_SITE', 1 );
	define( 'BLOG_ID_CURRENT_SITE', 1 );
}
require_once ABSPATH . 'wp-settings.php';
