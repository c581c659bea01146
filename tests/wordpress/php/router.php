<?php
/**
 * Router for "php -S": what WordPress's .htaccess for a sub-directory multisite does.
 *
 * ABSPATH is the folder of the test site, whose wp-includes and wp-admin are links to
 * Debian's; wp-load.php accepts an ABSPATH that is already there, so our wp-config.php wins.
 */
$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode( (string) parse_url( 'http://x' . $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

// RewriteRule ^([_0-9a-zA-Z-]+/)?(wp-(content|admin|includes).*|.*\.php)$ $2
$file = $path;
if ( ! is_file( $root . $file ) && preg_match( '~^/[\w-]+(/(?:wp-(?:content|admin|includes)/.*|.*\.php))$~', $path, $hit ) ) {
	$file = $hit[1];
}
if ( str_ends_with( $file, '/' ) && is_file( $root . $file . 'index.php' ) && '/' !== $file ) {
	$file .= 'index.php';
}
if ( is_file( $root . $file ) && ! str_ends_with( $file, '.php' ) ) {
	if ( $file === $path ) {
		return false; // A file as it lies there: php -S serves it.
	}
	header( 'Content-Type: ' . mime_content_type( $root . $file ) );
	readfile( $root . $file );
	return true;
}
if ( ! is_file( $root . $file ) || in_array( basename( $file ), array( 'wp-config.php' ), true ) ) {
	$file = '/index.php';
}

define( 'ABSPATH', $root . '/' );
$_SERVER['SCRIPT_NAME']     = $file;
$_SERVER['PHP_SELF']        = $file;
$_SERVER['SCRIPT_FILENAME'] = $root . $file;
unset( $_SERVER['PATH_INFO'] );
chdir( dirname( $root . $file ) );
require $root . $file;
return true;
