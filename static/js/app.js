// Everything here only makes pages quicker or kinder; without it all links and forms work.
import "./announce.js";
import "./ask.js";
import "./care.js";
import "./drafts.js";
import "./finder.js";
import "./forms.js";
import "./images.js";
import "./inbox.js";
import "./preview.js";
import "./proof.js";
import "./quote.js";
import "./sealed.js";
import "./suggest.js";
import "./switch.js";
import "./time.js";
import "./toolbar.js";
