// Every section there is: whoever adds one names it here.

import './kinds';
import './audit';
import './callbacks';
import './integrations';
import './realtime';
import './files';
import './sockets';
import './outside';
import './privacy';
