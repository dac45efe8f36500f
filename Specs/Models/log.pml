/* The usage log: what was refused or used is told, or a gap shows.
 *
 * What it follows: Firmware/Guarantee (UsageLog, SavedState, SealedPages, Guarantee, Guarantee+Log, +Evidence) and
 * EV-8, EV-10, EV-13 of Specs/Evidence.md. Entries lie in flash until attested; the state record, two pages in turn
 * with a counter, holds the chain, the meter and the usage that is not logged yet. The host is the adversary: it cuts
 * power at any write, and puts back an old state page, old log entries or none. The verifier sees only what the chip
 * has signed and answered.
 *
 * A chain value is the whole history, as a number in base 6 with one digit an entry: no two histories collide.
 */

#ifndef BOOTS
#define BOOTS   3           /* bound: power-ons in one run */
#endif
#ifndef COMMANDS
#define COMMANDS 3          /* bound: commands in one run */
#endif
#define USABLE  2           /* bound: operations in one run */
#define ROOM    3           /* entries that fit, but for those that are reserved */
#define NONE    2

/* Entries. */
#define BOOT        1
#define ATTESTED    2
#define REFUSED     3
#define USED        3       /* plus the operations: 4 or 5 */

mtype = { on, offend, open, attest, done, refused, gone };
chan power = [0] of { mtype };
chan mailbox = [0] of { mtype };
chan answer = [0] of { mtype };

typedef Saved {
    byte version;
    bit whole;
    int head;
    byte count;
    byte first;
    byte dropped;
    byte meter;
    byte usage
}

/* Non-volatile. */
Saved page[2];
byte counter;               /* the state counter */
byte refusals;              /* the refusal counter */
byte meter;
byte boots;
int text;                   /* the entries in the log's flash, as digits */
byte length;                /* how many */

/* Volatile. */
bit powered, lost, gate, busy;

/* The host's old copies. */
Saved oldPage;
int oldText;
byte oldLength;
byte sent;                  /* commands so far */
bit tampered;

/* The verifier's record, and what the claims speak of. */
byte next;                  /* the index after the last entry that it has */
int record;                 /* the chain value there */
byte saidUsed, saidRefused; /* what the entries it has add up to */
bit gap;                    /* entries are missing or were dropped, and it shows */
bit forked;                 /* entries are there twice or otherwise, and it shows */
byte refusalsAnswered;      /* refusals that the host has seen */
bit hidUse, hidRefusal, hidCount;
bit hidAttempt;             /* the refusal counter tells of a refusal that no entry tells, and nothing shows it */
bit dropsSeen;
bit untold;                 /* the verifier saw more refusals counted than logged */
bit erasing, cutErasing;    /* power went while a segment ended, its evidence not answered */

ltl use_told     { [] (!hidUse) }
ltl refusal_told { [] (!hidRefusal) }
ltl counted      { [] (!hidCount) }
ltl no_blame     { [] (forked -> tampered) }
ltl no_gap       { [] (gap -> tampered || cutErasing || dropsSeen) }
ltl survives     { [] (lost -> tampered) }
ltl answered     { [] (busy -> <> !busy) }
ltl attempt_told { [] (!hidAttempt) }
ltl canary       { [] (saidUsed < USABLE) }

#define CUT if :: boots < BOOTS -> goto off :: true fi

/* scale = 6 to the power of digits: chain % scale is the last entries, chain / scale what is before them. */
inline power6(digits) {
    scale = 1;
    index = 0;
    do
    :: index < digits -> scale = scale * 6; index++
    :: else -> break
    od;
    index = 0
}

/* SavedState.write: the page that does not hold the present record, then the counter. */
inline save() {
    target = (page[0].version == counter -> 1 : 0);
#ifdef COUNTER_FIRST
    counter++;
    CUT;
#define following counter
#else
#define following (counter + 1)
#endif
    d_step { page[target].version = 0; page[target].whole = 0 };
    CUT;
    d_step {
        page[target].version = following;
        page[target].whole = 1;
        page[target].head = head;
        page[target].count = count;
        page[target].first = first;
        page[target].dropped = dropped;
        page[target].meter = seen;
        page[target].usage = usage
    }
    CUT;
    d_step { counter = page[target].version; target = 0 };
    CUT
}

/* Guarantee.append: the entry's bytes in flash, then the state that counts it. */
inline append(kind, reserved) {
    if
    :: reserved || count - first < ROOM ->
        d_step { head = head * 6 + kind; count++; text = text * 6 + kind; length++ };
        CUT
    :: else -> dropped++; dropsSeen = 1
    fi;
#ifndef LOG_NOT_SAVED
    save()
#endif
}

inline flush() {
    if
    :: usage > 0 ->
        entry = USED + usage;
        usage = 0;
        append(entry, true);
        entry = 0
    :: else
    fi
}

inline settle() {
    d_step { gate = 0; usage = usage + (meter - seen); seen = meter }
}

/* The verifier takes the evidence, which the chip signed over the log as it is now. */
inline deliver() {
    d_step {
        power6(count - first);
        if
        :: first > next -> gap = 1
        :: first < next -> forked = 1
        :: first == next && head / scale != record -> forked = 1
        :: else
        fi;
        if
        :: dropped > 0 -> gap = 1
        :: else
        fi;
        /* Adds up the entries. */
        index = count - first;
        do
        :: index > 0 ->
            scale = scale / 6;
            entry = (head / scale) % 6;
            if
            :: entry == REFUSED -> saidRefused++
            :: entry > USED -> saidUsed = saidUsed + entry - USED
            :: else
            fi;
            index--
        :: else -> break
        od;
#ifndef NOT_COMPARED
        if
        :: saidRefused < refusals -> untold = 1
        :: else
        fi;
#endif
        if
        :: !gap && !forked && !untold && saidRefused < refusals -> hidAttempt = 1
        :: else
        fi;
        next = count;
        record = head;
        if
        :: !gap && !forked && saidUsed != seen -> hidUse = 1
        :: else
        fi;
        if
        :: !gap && !forked && saidRefused < refusalsAnswered -> hidRefusal = 1
        :: else
        fi;
        if
        :: refusals < refusalsAnswered -> hidCount = 1
        :: else
        fi;
        entry = 0; index = 0; scale = 0
    }
}

#define takes(p) (page[p].version > 0 && page[p].whole && (page[p].version >= counter || OLD_TAKEN))
#ifdef TAKE_OLD
#define OLD_TAKEN 1
#else
#define OLD_TAKEN 0
#endif

proctype Chip() {
    mtype command = 0;
    int head, scale, prefix;
    byte count, first, dropped, seen, usage, target, entry, index, better, endsFirst, endsDropped;
    bit whole;

off:
    atomic {
        powered = 0; lost = 0; gate = 0; command = 0; head = 0; scale = 0; count = 0; first = 0; dropped = 0; seen = 0;
        usage = 0; target = 0; entry = 0; index = 0; better = 0; whole = 0; prefix = 0;
        endsFirst = 0; endsDropped = 0;
        if
        :: erasing -> erasing = 0; cutErasing = 1
        :: else
        fi;
        if
        :: busy -> busy = 0; answer!gone
        :: else
        fi
    }
end_off:
    atomic { power?on -> powered = 1; boots++ };
    CUT;
    d_step {
        better = (page[0].version >= page[1].version -> 0 : 1);
        if
        :: takes(better)
        :: !(takes(better)) && takes(1 - better) -> better = 1 - better
        :: else -> better = NONE
        fi;
        seen = 0
    }
    if
    :: better == NONE && counter > 0 -> lost = 1; better = 0; goto serve
    :: better == NONE && counter == 0
    :: better != NONE ->
        if
        :: page[better].version > counter -> counter = page[better].version; CUT
        :: else
        fi;
        d_step {
            head = page[better].head;
            count = page[better].count;
            first = page[better].first;
            dropped = page[better].dropped;
            usage = page[better].usage;
            seen = page[better].meter
        }
    fi;
    better = 0;
    /* UsageLog.init: the entries in flash must lead to the chain value; else they are gone, and the index says so. */
    d_step {
        whole = (length >= count - first);
        if
        :: whole ->
            power6(length - (count - first));
            prefix = text / scale;
            power6(count - first);
            whole = (head % scale == prefix)
        :: else
        fi;
        scale = 0;
        prefix = 0
    }
#ifdef FORGET_ENTRIES
    whole = 0;
#endif
    if
    :: whole && length == count - first
    :: whole && length > count - first ->
        /* An entry that was written and never counted is cleared away. */
        d_step { text = 0; length = 0; erasing = 1 };
        CUT;
        d_step {
            erasing = 0;
            power6(count - first);
            text = head % scale;
            length = count - first;
            scale = 0
        }
        CUT
    :: !whole ->
#ifdef GAP_HIDDEN
        d_step {
            power6(count - first);
            head = head / scale;
            scale = 0;
            count = first
        }
#else
        first = count;
#endif
        d_step { text = 0; length = 0 };
        CUT
    fi;
    whole = 0;
#ifdef NOT_CHARGED
    seen = meter;
#endif
    settle();
    flush();
    append(BOOT, true);

serve:
end_serve:
    if
    :: boots < BOOTS -> goto off
    :: atomic { mailbox?command -> busy = 1 }
    fi;
    if
    :: lost -> goto refuse
    :: else
    fi;
    settle();
    if
    :: command == offend ->
#ifndef NOT_COUNTED
        refusals++;
        CUT;
#endif
        flush();
        append(REFUSED, false);
        refusalsAnswered++;
        goto refuse
    :: command == open ->
        if
        :: meter == USABLE || count - first >= ROOM -> goto refuse
        :: else
        fi;
        save();
        gate = 1
    :: command == attest ->
        flush();
        append(ATTESTED, true);
        /* Signed here; the segment ends; the answer goes out when the command is complete. */
#ifdef ANSWER_EARLY
        deliver();
        CUT;
#endif
#ifdef ANSWER_EARLY
        d_step { text = 0; length = 0; erasing = 1 };
        CUT;
        d_step { first = count; dropped = 0 };
        save()
#else
        d_step { endsFirst = first; endsDropped = dropped; first = count; dropped = 0; erasing = 1 };
        save();
        d_step { text = 0; length = 0 };
        CUT;
        d_step {
            first = endsFirst; dropped = endsDropped
        }
        deliver();
        d_step { erasing = 0; first = count; dropped = 0; endsFirst = 0; endsDropped = 0 }
#endif
    fi;
    atomic { busy = 0; command = 0; answer!done; goto serve };
refuse:
#ifdef SILENT_REFUSAL
    goto serve;
#endif
    atomic { busy = 0; command = 0; answer!refused; goto serve }
}

/* Passes the one operation of an opening, while no command is served. */
proctype Accelerator() {
end_pass:
    do
    :: d_step { gate && !busy -> gate = 0; meter++ }
    od
}

proctype Host() {
    byte which;
end_host:
    do
    :: atomic { !powered && boots < BOOTS -> power!on }
    :: atomic {
        !powered && boots > 0 && boots < BOOTS ->
        if
        /* Copies. */
        :: which = 0
        :: which = 1
        fi;
        if
        :: oldPage.version = page[which].version; oldPage.whole = page[which].whole; oldPage.head = page[which].head;
            oldPage.count = page[which].count; oldPage.first = page[which].first;
            oldPage.dropped = page[which].dropped; oldPage.meter = page[which].meter;
            oldPage.usage = page[which].usage
        :: oldText = text; oldLength = length
        /* Puts back. */
        :: page[which].version = oldPage.version; page[which].whole = oldPage.whole; page[which].head = oldPage.head;
            page[which].count = oldPage.count; page[which].first = oldPage.first;
            page[which].dropped = oldPage.dropped; page[which].meter = oldPage.meter;
            page[which].usage = oldPage.usage; tampered = 1
        :: page[which].version = 0; page[which].whole = 0; tampered = 1
        :: text = oldText; length = oldLength; tampered = 1
        :: text = 0; length = 0; tampered = 1
        fi;
        which = 0
    }
    :: powered && sent < COMMANDS ->
        if
        :: mailbox!offend -> sent++; answer?_
        :: mailbox!open -> sent++; answer?_
        :: mailbox!attest -> sent++; answer?_
        :: !powered
        fi
    od
}

init {
    atomic { run Chip(); run Accelerator(); run Host() }
}
