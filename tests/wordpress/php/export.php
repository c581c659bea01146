<?php
// WordPress's own export of a blog (WXR), as its owner downloads it under Tools.
require_once ABSPATH . 'wp-admin/includes/export.php';
export_wp(array('content' => 'all'));
