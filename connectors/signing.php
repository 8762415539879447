<?php
/**
 * Links with which a site signs its people in and out of a Mindwellnessforum (docs/sign-on.md says what stands in them).
 *
 * Knows neither WordPress nor Joomla: both connectors carry this very file, and php alone can run it.
 * MIT licence, which is compatible with the GPL; see LICENSE. PHP 7.4 or newer.
 */

namespace Mindwellnessforum;

final class Signing
{
    /** The levels of the forum, the lowest first. */
    public const LEVELS = ['registered', 'approved', 'expert', 'editor', 'moderator', 'administrator'];
    public const SHORTEST_SECRET = 32;
    private const LONGEST_NAME = 200;
    private const LONGEST_NEXT = 500;
    private const LONGEST_BACK = 2000;

    /**
     * Return the link that signs somebody in. It is good for a minute and once: make it when it is followed.
     *
     * $person: id, name; and where they shall be told: email, email_confirmed (whether they confirmed it to you), level.
     * $next: the page of the forum to go to then, such as /questions/; '' for its first page.
     */
    public static function linkIn(string $forum, string $secret, array $person, string $next = ''): string
    {
        $said = [
            'action' => 'in',
            'id' => (string) $person['id'],
            'name' => self::cut((string) $person['name'], self::LONGEST_NAME),
        ];
        foreach (['email', 'email_confirmed', 'level'] as $word) {
            if (isset($person[$word]) && $person[$word] !== '') {
                $said[$word] = $person[$word];
            }
        }
        $query = self::sign($said, $secret);
        if ($next !== '' && $next[0] === '/' && strlen($next) <= self::LONGEST_NEXT) {
            $query['next'] = $next;
        }
        return rtrim($forum, '/') . '/accounts/sign-on/?' . http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    }

    /** Return the link that signs somebody out of the forum, in the browser that follows it, and comes back to $back. */
    public static function linkOut(string $forum, string $secret, string $id, string $back): string
    {
        $back = strlen($back) <= self::LONGEST_BACK ? $back : '';
        $query = self::sign(['action' => 'out', 'id' => $id, 'back' => $back], $secret);
        return rtrim($forum, '/') . '/accounts/sign-on/out/?' . http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    }

    /** Read a table of lines "role = level". What names no level of the forum is left out. */
    public static function readLevels(string $lines): array
    {
        $table = [];
        foreach (preg_split('/\R/', $lines) ?: [] as $line) {
            $parts = explode('=', $line, 2);
            $level = strtolower(trim($parts[1] ?? ''));
            if (in_array($level, self::LEVELS, true) && trim($parts[0]) !== '') {
                $table[strtolower(trim($parts[0]))] = $level;
            }
        }
        return $table;
    }

    /**
     * Return the highest level that the table gives to one of these roles; 'registered' where it names none of them, and ''
     * without a table: then nothing is said of levels.
     */
    public static function levelOf(array $roles, array $table): string
    {
        if (!$table) {
            return '';
        }
        $highest = 0;
        foreach ($roles as $role) {
            $level = $table[strtolower(trim((string) $role))] ?? self::LEVELS[0];
            $highest = max($highest, (int) array_search($level, self::LEVELS, true));
        }
        return self::LEVELS[$highest];
    }

    /** Whether address and secret can be used: https, or http on this very machine for trying things. */
    public static function isSetUp(string $forum, string $secret): bool
    {
        $parts = parse_url($forum);
        $host = $parts['host'] ?? '';
        $scheme = $parts['scheme'] ?? '';
        $isHere = in_array($host, ['127.0.0.1', 'localhost'], true);
        return $host !== '' && ($scheme === 'https' || ($scheme === 'http' && $isHere)) && strlen($secret) >= self::SHORTEST_SECRET;
    }

    private static function sign(array $said, string $secret): array
    {
        $said += ['time' => microtime(true), 'nonce' => bin2hex(random_bytes(16))];
        $words = json_encode($said, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        $payload = rtrim(strtr(base64_encode($words), '+/', '-_'), '=');
        return ['payload' => $payload, 'signature' => hash_hmac('sha256', $payload, $secret)];
    }

    /** Return the first characters of a text, whole ones (the mbstring extension may be missing). */
    private static function cut(string $text, int $most): string
    {
        return preg_match('/^.{0,' . $most . '}/us', $text, $found) ? $found[0] : substr($text, 0, $most);
    }
}
