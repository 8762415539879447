<?php
/**
 * Who is signed in on this site is signed in on its forum.
 *
 * index.php?option=com_ajax&plugin=mindwellnessforum&group=system&format=raw leads there; signing out here signs out there.
 * MIT licence, which is compatible with the GPL. Written for Joomla 4.2 and later, and 5, after its documentation.
 */

namespace Mindwellnessforum\Plugin\System\Mindwellnessforum\Extension;

\defined('_JEXEC') or die;

use Joomla\CMS\Helper\UserGroupsHelper;
use Joomla\CMS\Plugin\CMSPlugin;
use Joomla\CMS\Router\Route;
use Joomla\CMS\Uri\Uri;
use Joomla\CMS\User\User;
use Joomla\CMS\User\UserFactoryInterface;
use Joomla\Event\Event;
use Joomla\Event\Priority;
use Joomla\Event\SubscriberInterface;
use Mindwellnessforum\Signing;

require_once \dirname(__DIR__, 2) . '/signing.php';

final class Mindwellnessforum extends CMSPlugin implements SubscriberInterface
{
    private const WAY = 'index.php?option=com_ajax&plugin=mindwellnessforum&group=system&format=raw';

    /** Finds members by their name. */
    private UserFactoryInterface $users;

    public static function getSubscribedEvents(): array
    {
        return [
            'onAjaxMindwellnessforum' => 'go',
            // The last of all: others still have to forget the browser ("remember me") before this page is left.
            'onUserAfterLogout' => ['leave', Priority::MIN],
        ];
    }

    public function setUsers(UserFactoryInterface $users): void
    {
        $this->users = $users;
    }

    /** Lead to the forum: who is signed in, as who they are; anybody else by way of signing in here. */
    public function go(Event $event): void
    {
        $app = $this->getApplication();
        if (!$this->isReady() || !$app->isClient('site')) {
            return;
        }
        $app->allowCache(false);
        $asked = $app->getInput()->get('next', '', 'raw');
        $next = \is_string($asked) ? $asked : '';
        $user = $app->getIdentity();
        if ($user === null || $user->guest) {
            $here = self::WAY . ($next !== '' ? '&next=' . rawurlencode($next) : '');
            $app->redirect(Route::_('index.php?option=com_users&view=login&return=' . base64_encode($here), false), 303);
            return;
        }
        $app->redirect(
            Signing::linkIn((string) $this->params->get('address'), (string) $this->params->get('secret'), $this->describe($user), $next),
            303
        );
    }

    /** Leave by way of the forum, which signs out there and comes back. */
    public function leave(Event $event): void
    {
        $app = $this->getApplication();
        if (!$this->isReady() || !$app->isClient('site')) {
            return;
        }
        // Joomla 4 numbers what it says, Joomla 5 names it.
        $options = (array) ($event->hasArgument('options') ? $event->getArgument('options') : $event->getArgument(0, []));
        $user = $this->users->loadUserByUsername((string) ($options['username'] ?? ''));
        if (!$user->id) {
            return;
        }
        $asked = (string) base64_decode((string) $app->getInput()->get('return', '', 'base64'), true);
        if (is_numeric($asked)) { // an entry of a menu
            $asked = 'index.php?Itemid=' . (int) $asked;
        }
        $back = $asked !== '' && Uri::isInternal($asked) ? Route::_($asked, false, Route::TLS_IGNORE, true) : Uri::root();
        $app->redirect(
            Signing::linkOut((string) $this->params->get('address'), (string) $this->params->get('secret'), (string) $user->id, $back),
            303
        );
    }

    private function isReady(): bool
    {
        return Signing::isSetUp((string) $this->params->get('address', ''), (string) $this->params->get('secret', ''));
    }

    /** What the forum is told of somebody. A group is named by its number or its title in the table of levels. */
    private function describe(User $user): array
    {
        $groups = [];
        foreach ($user->getAuthorisedGroups() as $id) {
            $group = UserGroupsHelper::getInstance()->get($id);
            array_push($groups, (string) $id, $group ? (string) $group->title : '');
        }
        $person = [
            'id' => (string) $user->id,
            'name' => $this->params->get('name', 'username') === 'name' ? (string) $user->name : (string) $user->username,
            'level' => Signing::levelOf($groups, Signing::readLevels((string) $this->params->get('levels', ''))),
        ];
        $told = (string) $this->params->get('tells_address', '');
        if ($told !== '') {
            $person += ['email' => (string) $user->email, 'email_confirmed' => $told === 'confirmed'];
        }

        return $person;
    }
}
