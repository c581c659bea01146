<?php
/**
 * Runs one script inside WordPress, for one blog, and prints what it prints.
 *
 * php run.php SITE_FOLDER BLOG_PATH SCRIPT [ARGUMENT...]; the script sees $args.
 */
list( , $root, $blog, $script ) = $argv;
$args = array_slice( $argv, 4 );
$site = json_decode( file_get_contents( "$root/site.json" ), true, 8, JSON_THROW_ON_ERROR );

error_reporting( E_ALL );
ini_set( 'display_errors', 'stderr' );
set_error_handler(
	function ( $level, $message, $file, $line ) use ( $root ) {
		// WordPress 6.1 itself is not free of notices on PHP 8.2; our scripts must be.
		$ours = ! str_starts_with( $file, '/usr/share/' ) && ! str_starts_with( $file, "$root/wp-" );
		if ( $ours && 0 !== ( error_reporting() & $level ) ) {
			throw new ErrorException( $message, 0, $level, $file, $line );
		}
		return true;
	}
);
$_SERVER['HTTP_HOST']       = $site['domain'];
$_SERVER['REQUEST_URI']     = $blog;
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';
$_SERVER['PHP_SELF']        = '/index.php';
define( 'ABSPATH', "$root/" );
if ( ! $site['network'] ) {
	define( 'WP_INSTALLING', true );
}
require ABSPATH . 'wp-load.php';
require $script;
