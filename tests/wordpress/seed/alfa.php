<?php
/**
 * Fills the blog alfa; the parts run in this order, so ids are the same in each build.
 */
require __DIR__ . '/lib.php';
require __DIR__ . '/words.php';
$eva = h_owner();
$sixten = h_user( 'sixten.gast-inlogg', 'Sixten Mossby' );
$lasare = h_user( 'wiveka-konto', 'Wiveka Strömslund', 'subscriber' );

require __DIR__ . '/alfa-ordinary.php';
require __DIR__ . '/alfa-addresses.php';
require __DIR__ . '/alfa-hidden.php';
require __DIR__ . '/alfa-content.php';
require __DIR__ . '/alfa-comments.php';
require __DIR__ . '/alfa-threads.php';
require __DIR__ . '/alfa-private.php';
require __DIR__ . '/alfa-late.php';
update_option( 'page_comments', 1 );
