<?php
putenv('DO_NOT_TRACK=1');
// putenv('IN_A_COMMENT=1');
echo "putenv('IN_A_TEXT=1')";
if (count($argv) > 1) {
    putenv('UNDER_A_CONDITION=1');
}
function quiet() { putenv('IN_A_FUNCTION=1'); }
