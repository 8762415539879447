<?php
/**
 * Plugin Name: Mindwellnessforum sign-on
 * Description: Who is signed in on this site is signed in on its forum. A link, a shortcode and a menu item lead there.
 * Version: 1.0.0
 * Requires at least: 5.5
 * Requires PHP: 7.4
 * Author: The Mindwellnessforum authors
 * License: MIT
 * License URI: https://opensource.org/license/mit
 * Text Domain: mindwellnessforum
 *
 * The MIT licence is compatible with the GPL, version 2 or later, under which WordPress stands.
 */

namespace Mindwellnessforum\WordPress;

use Mindwellnessforum\Signing;

if (!defined('ABSPATH')) {
    exit;
}

require_once __DIR__ . '/signing.php';

const OPTION = 'mindwellnessforum';
const QUERY = 'mindwellnessforum';
const DEFAULTS = [
    'address' => '',
    'secret' => '',
    'levels' => '',
    'name' => 'nickname',
    'tells_address' => '',
    'menu' => '',
    'label' => '',
];
const NAMES = ['nickname', 'display_name', 'user_login'];

/** Return what the page for settings holds. */
function stored(): array
{
    $stored = get_option(OPTION, []);
    return array_merge(DEFAULTS, is_array($stored) ? $stored : []);
}

/** Return the settings in force; constants of wp-config.php come before what the page for them holds. */
function settings(?array $settings = null): array
{
    $settings = $settings ?? stored();
    foreach (['address', 'secret', 'levels'] as $name) {
        $constant = 'MINDWELLNESSFORUM_' . strtoupper($name);
        if (defined($constant)) {
            $settings[$name] = (string) constant($constant);
        }
    }
    return $settings;
}

function is_ready(array $settings): bool
{
    return Signing::isSetUp($settings['address'], $settings['secret']);
}

function label(array $settings): string
{
    return $settings['label'] !== '' ? $settings['label'] : __('Forum', 'mindwellnessforum');
}

/** Return the address on this site that leads to the forum, whoever follows it. */
function way_there(string $next = ''): string
{
    $query = [QUERY => 'go'] + ($next !== '' ? ['next' => $next] : []);
    return add_query_arg(array_map('rawurlencode', $query), home_url('/'));
}

/** What the forum is told of somebody. */
function describe(\WP_User $user, array $settings): array
{
    $field = in_array($settings['name'], NAMES, true) ? $settings['name'] : DEFAULTS['name'];
    $name = (string) $user->get($field);
    $person = [
        'id' => (string) $user->ID,
        'name' => $name !== '' ? $name : (string) $user->user_login,
        'level' => Signing::levelOf((array) $user->roles, Signing::readLevels($settings['levels'])),
    ];
    if ($settings['tells_address'] !== '') {
        $person += ['email' => (string) $user->user_email, 'email_confirmed' => $settings['tells_address'] === 'confirmed'];
    }
    return $person;
}

/** Lead to the forum: who is signed in, as who they are; anybody else by way of signing in here. */
function go(): void
{
    if (!isset($_GET[QUERY]) || $_GET[QUERY] !== 'go') {
        return;
    }
    $settings = settings();
    if (!is_ready($settings)) {
        return;
    }
    if (!defined('DONOTCACHEPAGE')) {
        define('DONOTCACHEPAGE', true);
    }
    nocache_headers();
    $asked = isset($_GET['next']) ? wp_unslash($_GET['next']) : '';
    $next = is_string($asked) ? $asked : '';
    $user = wp_get_current_user();
    if (!$user->exists()) {
        wp_safe_redirect(wp_login_url(way_there($next)));
        exit;
    }
    // Not wp_safe_redirect: the address is the owner's own setting, and nothing of it comes from the request.
    wp_redirect(Signing::linkIn($settings['address'], $settings['secret'], describe($user, $settings), $next));
    exit;
}
add_action('init', __NAMESPACE__ . '\\go', 20);

/** Leave by way of the forum, which signs out there and comes back. */
function leave($there, $asked, $user)
{
    $settings = settings();
    if (!is_ready($settings) || !$user instanceof \WP_User || !$user->exists()) {
        return $there;
    }
    $back = wp_validate_redirect(wp_sanitize_redirect((string) $there), home_url('/'));
    if (strpos($back, '//') === false) {
        $back = home_url('/' . ltrim($back, '/'));
    }
    add_filter('allowed_redirect_hosts', function (array $hosts) use ($settings): array {
        $hosts[] = (string) wp_parse_url($settings['address'], PHP_URL_HOST);
        return $hosts;
    });
    return Signing::linkOut($settings['address'], $settings['secret'], (string) $user->ID, $back);
}
add_filter('logout_redirect', __NAMESPACE__ . '\\leave', 100, 3);

/** [forum_link], [forum_link next="/questions/"]Our questions[/forum_link] */
function shortcode($attributes, ?string $content = null): string
{
    $settings = settings();
    if (!is_ready($settings)) {
        return '';
    }
    $attributes = shortcode_atts(['next' => '', 'text' => ''], (array) $attributes, 'forum_link');
    $words = (string) ($content ?? '') !== '' ? (string) $content : $attributes['text'];
    return sprintf(
        '<a href="%s" rel="nofollow">%s</a>',
        esc_url(way_there((string) $attributes['next'])),
        esc_html($words !== '' ? wp_strip_all_tags($words) : label($settings))
    );
}
add_shortcode('forum_link', __NAMESPACE__ . '\\shortcode');

/** Put the forum at the end of the menu that the settings name. (Menus of blocks take the address as a link.) */
function add_to_menu($items, $arguments)
{
    $settings = settings();
    $place = $arguments->theme_location ?? '';
    if ($settings['menu'] === '' || $place !== $settings['menu'] || !is_ready($settings)) {
        return $items;
    }
    return $items . sprintf(
        '<li class="menu-item"><a href="%s" rel="nofollow">%s</a></li>',
        esc_url(way_there()),
        esc_html(label($settings))
    );
}
add_filter('wp_nav_menu_items', __NAMESPACE__ . '\\add_to_menu', 10, 2);

/** Keep what the form sent. A secret that was left empty stays as it is: it is never shown again. */
function clean($sent): array
{
    $sent = is_array($sent) ? $sent : [];
    $before = stored();
    $text = static function (string $name) use ($sent): string {
        return isset($sent[$name]) && is_string($sent[$name]) ? trim($sent[$name]) : '';
    };
    $settings = [
        'address' => esc_url_raw($text('address'), ['https', 'http']),
        'secret' => $text('secret') !== '' ? $text('secret') : $before['secret'],
        'levels' => sanitize_textarea_field($text('levels')),
        'name' => in_array($text('name'), NAMES, true) ? $text('name') : DEFAULTS['name'],
        'tells_address' => in_array($text('tells_address'), ['told', 'confirmed'], true) ? $text('tells_address') : '',
        'menu' => sanitize_text_field($text('menu')),
        'label' => sanitize_text_field($text('label')),
    ];
    // WordPress cleans twice what it keeps for the first time; said once is enough.
    if (!is_ready(settings($settings)) && !get_settings_errors(OPTION)) {
        add_settings_error(OPTION, 'not_ready', __('The forum needs an address with https and a secret of at least 32 characters. Until both are there, nobody is led to it.', 'mindwellnessforum'));
    }
    return $settings;
}

add_action('admin_init', function (): void {
    register_setting(OPTION, OPTION, ['type' => 'array', 'sanitize_callback' => __NAMESPACE__ . '\\clean', 'default' => []]);
});

add_action('admin_menu', function (): void {
    $title = __('Forum sign-on', 'mindwellnessforum');
    add_options_page($title, $title, 'manage_options', OPTION, __NAMESPACE__ . '\\show_settings');
});

function show_settings(): void
{
    $settings = settings();
    $field = static function (string $name, string $label, string $input, string $help = ''): void {
        printf(
            '<tr><th scope="row"><label for="forum-%1$s">%2$s</label></th><td>%3$s%4$s</td></tr>',
            esc_attr($name),
            esc_html($label),
            $input, // made below, of escaped parts
            $help !== '' ? '<p class="description">' . esc_html($help) . '</p>' : ''
        );
    };
    $text = static function (string $name, string $type = 'text', string $value = '') {
        $isFixed = defined('MINDWELLNESSFORUM_' . strtoupper($name));
        return sprintf(
            '<input class="regular-text" id="forum-%1$s" name="%2$s[%1$s]" type="%3$s" value="%4$s" autocomplete="off"%5$s>',
            esc_attr($name),
            esc_attr(OPTION),
            esc_attr($type),
            esc_attr($value),
            $isFixed ? ' disabled' : ''
        );
    };
    $choice = static function (string $name, array $choices, string $value): string {
        $options = '';
        foreach ($choices as $key => $words) {
            $options .= sprintf('<option value="%s"%s>%s</option>', esc_attr((string) $key), selected($value, (string) $key, false), esc_html($words));
        }
        return sprintf('<select id="forum-%1$s" name="%2$s[%1$s]">%3$s</select>', esc_attr($name), esc_attr(OPTION), $options);
    };
    echo '<div class="wrap"><h1>' . esc_html__('Forum sign-on', 'mindwellnessforum') . '</h1>';
    echo '<form method="post" action="options.php">';
    settings_fields(OPTION);
    echo '<table class="form-table" role="presentation">';
    $field('address', __('Address of the forum', 'mindwellnessforum'), $text('address', 'url', $settings['address']));
    $field(
        'secret',
        __('Secret', 'mindwellnessforum'),
        $text('secret', 'password'),
        $settings['secret'] !== '' ? __('There is one. Leave this empty to keep it.', 'mindwellnessforum') : __('The SIGN_ON_SECRET of the forum.', 'mindwellnessforum')
    );
    $field('name', __('Name to begin with', 'mindwellnessforum'), $choice('name', [
        'nickname' => __('Nickname', 'mindwellnessforum'),
        'display_name' => __('Name as it is shown here', 'mindwellnessforum'),
        'user_login' => __('Name for signing in', 'mindwellnessforum'),
    ], $settings['name']), __('Everybody can read it on the forum. People can change it there.', 'mindwellnessforum'));
    $field('tells_address', __('E-mail address', 'mindwellnessforum'), $choice('tells_address', [
        '' => __('The forum is not told', 'mindwellnessforum'),
        'told' => __('The forum is told, and has it confirmed', 'mindwellnessforum'),
        'confirmed' => __('The forum is told; everybody here has confirmed theirs', 'mindwellnessforum'),
    ], $settings['tells_address']));
    $field(
        'levels',
        __('Levels', 'mindwellnessforum'),
        sprintf(
            '<textarea id="forum-levels" name="%s[levels]" rows="5" cols="40"%s>%s</textarea>',
            esc_attr(OPTION),
            defined('MINDWELLNESSFORUM_LEVELS') ? ' disabled' : '',
            esc_textarea($settings['levels'])
        ),
        __('Lines such as “editor = moderator”: a role here, a level there (approved, expert, editor, moderator). Empty: nothing is said of levels. The forum has to allow it, too.', 'mindwellnessforum')
    );
    $menus = ['' => __('None', 'mindwellnessforum')] + get_registered_nav_menus();
    $field('menu', __('Menu with a link to the forum', 'mindwellnessforum'), $choice('menu', $menus, $settings['menu']));
    $field('label', __('Words of the link', 'mindwellnessforum'), $text('label', 'text', $settings['label']));
    echo '</table>';
    printf(
        '<p>%s <code>%s</code><br>%s <code>[forum_link]</code></p>',
        esc_html__('This address leads to the forum (it is also the SIGN_ON_URL of the forum):', 'mindwellnessforum'),
        esc_html(way_there()),
        esc_html__('In a text:', 'mindwellnessforum')
    );
    submit_button();
    echo '</form></div>';
}
