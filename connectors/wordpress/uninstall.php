<?php
/** Removes the settings with the plugin, the secret among them. MIT licence. */

if (!defined('WP_UNINSTALL_PLUGIN')) {
    exit;
}

delete_option('mindwellnessforum');
