<?php
$redis = new Predis\Client(['host' => 'before']);
function broken( { if ($x
}
$page = file_get_contents('https://api.after.net/x');
