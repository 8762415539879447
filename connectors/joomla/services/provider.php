<?php
/** Makes the plugin for Joomla 4.2 and later, and 5. MIT licence. */

\defined('_JEXEC') or die;

use Joomla\CMS\Extension\PluginInterface;
use Joomla\CMS\Factory;
use Joomla\CMS\Plugin\PluginHelper;
use Joomla\CMS\User\UserFactoryInterface;
use Joomla\DI\Container;
use Joomla\DI\ServiceProviderInterface;
use Joomla\Event\DispatcherInterface;
use Mindwellnessforum\Plugin\System\Mindwellnessforum\Extension\Mindwellnessforum;

return new class () implements ServiceProviderInterface {
    public function register(Container $container): void
    {
        $container->set(PluginInterface::class, function (Container $container) {
            $plugin = new Mindwellnessforum(
                $container->get(DispatcherInterface::class),
                (array) PluginHelper::getPlugin('system', 'mindwellnessforum')
            );
            $plugin->setApplication(Factory::getApplication());
            $plugin->setUsers($container->get(UserFactoryInterface::class));

            return $plugin;
        });
    }
};
