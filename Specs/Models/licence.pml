/* Licence renewal: parties, issuer, host and chip.
 *
 * What it follows: Firmware/Guarantee (Installation, SealedPages, Account, Guarantee+Commands) and Specs/Licence.md.
 * Every non-volatile write of the chip is one step, and power may go between any two. The host is the adversary: it
 * owns the network (drops, repeats, reorders), one of three parties, the vendor's key, the power switch, and the
 * flash programmer. README.md tells the claims in words, and what is left out.
 *
 * A macro named in tools/models breaks the design in one place; without any, this is the design.
 */

#define PARTIES     3       /* n; the third is in league with the host */
#define QUORUM      2       /* k */
#define VENDOR      4       /* signs anything, is no party */
#define FORGED      3       /* a licence that no honest party ever saw */
#define ALLOWANCE   2       /* operations, the same for each licence */
#define QUANTUM     2       /* the most that one opening passes */
#ifndef BOOTS
#define BOOTS       4       /* bound: power-ons in one run */
#endif
#define NONE        2       /* no page */

/* Valid from and through this boot: FORGED and 1 at every boot, 2 at boots 1 to 3. */
#define lastBoot(l) ((l) == 2 -> 3 : BOOTS)

mtype = { on, install, open, close, done, refused, gone };
chan power = [0] of { mtype };
chan mailbox = [0] of { mtype, byte, byte, byte };
chan answer = [0] of { mtype };
chan drafts[2] = [0] of { byte };

typedef Page {
    byte version;           /* the header: 0 erased; readable before the record is whole */
    bit whole;              /* the HMAC holds */
    byte start              /* the meter when the licence was installed */
}

/* Non-volatile: two pages, counters, meter, and which licence the log (log.pml) tells. */
Page page[2];
byte counter;               /* the licence counter: the highest sequence taken */
byte boots;                 /* the boot counter */
byte meter;
#ifdef WATCH_LOG
bit logged[4];                /* the usage log has the installation; saved in one record with the state */
byte loggedStart[4];        /* the start that was logged with it */
#define tell(l) atomic { logged[l] = 1; loggedStart[l] = start }
#else
#define tell(l) true
#endif

/* Volatile: what firmware has in RAM, and the gate. */
bit powered, ready, lost;
byte account;               /* the licence in force; 0 none */
byte start;
byte gate;                  /* operations that still pass; 0 closed */

/* The world: whose signature of which licence exists, and the sealed records that the host has seen. */
byte signatures[4];             /* bit p: honest party p signed */
int known;                  /* bit (licence - 1) * 8 + start */
bit tampered;               /* the host has changed flash */
bit busy;                   /* a command is not answered yet */

/* What the claims speak of. */
byte spent[4];              /* operations passed under a licence */
byte highest;               /* the highest licence that was ever in force */
#ifdef WATCH_USED
byte usedBefore[4];         /* used, as last computed */
bit usedFell;               /* it was less than before */
#endif
bit passedLate;             /* an operation passed under a licence outside its boots */
bit passedLost;             /* an operation passed without a licence, or after the state was lost */

/* The chip takes one licence only after an honest party signed it: with the party in league, that is the quorum. */
ltl allowance { [] (spent[1] <= ALLOWANCE && spent[2] <= ALLOWANCE && spent[3] <= ALLOWANCE) }
ltl sequence  { [] (ready -> account >= highest) }
ltl quorum    { [] (account != 0 -> signatures[account] != 0) }
ltl survives  { [] (lost -> tampered) }
ltl closed    { [] (!passedLost) }
ltl in_time   { [] (!passedLate) }
ltl answered  { [] (busy -> <> !busy) }
#ifdef WATCH_LOG
ltl installed { [] (ready && account != 0 -> logged[account]) }
#endif
#ifdef WATCH_USED
ltl used      { [] (usedFell -> tampered) }
ltl used_any  { [] (!usedFell) }
#endif
ltl canary    { [] (spent[1] < ALLOWANCE) }

#define CUT if :: boots < BOOTS -> goto off :: true fi

#define takes(p, floor) (page[p].version > 0 && page[p].whole && (page[p].version >= floor || OLD_TAKEN))
#ifdef TAKE_OLD
#define OLD_TAKEN 1
#else
#define OLD_TAKEN 0
#endif

#ifdef FLASH_REMAINDER
/* Mutation: page.start holds what is left, and is written anew at each settlement. */
#define beginning 0
#define usedNow (ALLOWANCE - start)
#define leftNow start
#else
#define usedNow (seen - start)
#define leftNow (usedNow >= ALLOWANCE -> 0 : ALLOWANCE - usedNow)
#endif

#ifdef NO_BOOT_CHECK
#define inBoots(l) true
#else
#define inBoots(l) (boots <= lastBoot(l))
#endif

/* Computes the account, as evidence and grants do. */
inline reckon() {
#ifdef WATCH_USED
    if
    :: account != 0 ->
        if
        :: usedNow < usedBefore[account] -> usedFell = 1
        :: else
        fi;
        usedBefore[account] = usedNow
    :: else
    fi
#else
    skip
#endif
}

/* Working values are no state: equal states must look equal. */
inline forget() {
    command = 0; licence = 0; one = 0; two = 0; floor = 0; first = 0; target = 0; parties = 0; holds = 0; unlogged = 0;
#ifndef FLASH_REMAINDER
    seen = 0; taken = 0;
#endif
}

inline becomeReady() {
    d_step {
        ready = 1;
        if
        :: account > highest -> highest = account
        :: else
        fi;
        reckon();
        forget()
    }
}

proctype Chip() {
    mtype command = 0;
    byte licence, one, two, floor, seen, first, taken, target, parties;
    bit unlogged, holds;

off:
    atomic {
        powered = 0; ready = 0; lost = 0; account = 0; start = 0; gate = 0;
        forget();
        if
        :: busy -> busy = 0; answer!gone
        :: else
        fi
    }
end_off:
    atomic { power?on -> powered = 1; boots++ };
    CUT;
    /* SealedPages.read: the newer page first, else the other; never below the counter. */
    d_step {
        floor = counter;
        first = (page[0].version >= page[1].version -> 0 : 1);
        taken = NONE;
        if
        :: takes(first, floor) -> taken = first
#ifndef NEWEST_ONLY
        :: !(takes(first, floor)) && takes(1 - first, floor) -> taken = 1 - first
#endif
        :: else
        fi;
#ifdef ABOVE_LOST
        if
        :: taken != NONE && page[taken].version != floor -> taken = NONE; floor = 1
        :: else
        fi;
#endif
        seen = meter
    }
    if
    :: taken == NONE && floor == 0
    :: taken == NONE && floor != 0 ->
#ifndef SERVE_AFTER_LOSS
        lost = 1;
        goto idle
#else
        account = floor;
#endif
    :: taken != NONE ->
        if
        :: page[taken].version > floor ->
#ifndef ABOVE_NOT_RAISED
            counter = page[taken].version;
#endif
            CUT
        :: else
        fi;
#ifdef WATCH_LOG
        /* The state names the record that was logged last: no other of its sequence is in force. */
#ifndef ANY_RECORD
        if
        :: logged[page[taken].version] && loggedStart[page[taken].version] != page[taken].start ->
            lost = 1;
            goto idle
        :: else
        fi;
#endif
#endif
#if defined(WATCH_LOG) && !defined(ABOVE_LOGGED)
        unlogged = !logged[page[taken].version];
#else
        unlogged = page[taken].version != floor;
#endif
        atomic {
            account = page[taken].version;
#ifdef START_AT_BOOT
            start = seen
#else
            start = page[taken].start
#endif
        }
    fi;
    CUT;
    if
    :: unlogged ->
        tell(account);
        CUT
    :: else
    fi;
    becomeReady();

idle:
end_idle:
    if
    :: boots < BOOTS -> goto off
    :: atomic { mailbox?command, licence, one, two -> busy = 1 }
    fi;
    /* Close, then read the meter. With -DCONCURRENT, operations pass in between. */
#ifdef FLASH_REMAINDER
    if
    :: account != 0 && meter != seen ->
        atomic { start = (start >= meter - seen -> start - (meter - seen) : 0); seen = meter };
        CUT;
        atomic { page[taken].start = start; known = known | (1 << ((account - 1) * 8 + start)) };
        CUT
    :: else
    fi;
#endif
#ifdef CONCURRENT
#ifndef READ_FIRST
    gate = 0;
#endif
    seen = meter;
#endif
    atomic {
#ifndef CONCURRENT
        seen = meter;
#endif
        gate = 0;
        if
        :: command == install -> goto installing
        :: command == open && !lost && account != 0 && leftNow > 0 && inBoots(account) ->
            reckon();
#ifdef GRANT_QUANTUM
            gate = QUANTUM;
#else
            gate = (leftNow < QUANTUM -> leftNow : QUANTUM);
#endif
            goto finish
        :: command == close ->
            reckon();
            goto finish
        :: else -> goto refuse
        fi
    }

installing:
    true;
    d_step {
        /* Every signature must be a valid one of another party; the vendor is none. */
        holds = !lost;
        if
        :: one != PARTIES && one != VENDOR && !(signatures[licence] & (1 << one)) -> holds = 0
        :: two != 0 && two != PARTIES && two != VENDOR && !(signatures[licence] & (1 << two)) -> holds = 0
#ifndef DUPLICATES_COUNT
        :: one == two -> holds = 0
#endif
#ifndef VENDOR_COUNTS
        :: one == VENDOR || two == VENDOR -> holds = 0
#endif
        :: else
        fi;
        parties = 1 + (two != 0);
#ifndef NO_QUORUM
        if
        :: parties < QUORUM -> holds = 0
        :: else
        fi;
#endif
#ifndef NO_REPLAY_CHECK
        if
        :: licence <= counter -> holds = 0
        :: else
        fi;
#endif
        if
        :: !(inBoots(licence)) -> holds = 0
        :: else
        fi
    }
    if
    :: !holds -> goto refuse
    :: else
    fi;
    ready = 0;
    /* SealedPages.write: the page that does not hold the present record, then the counter. */
#ifdef ONE_PAGE
    target = 0;
#else
    target = (page[0].version == counter -> 1 : 0);
#endif
#ifdef COUNTER_FIRST
    counter = licence;
    CUT;
#endif
    atomic { page[target].version = 0; page[target].whole = 0; page[target].start = 0 };
    CUT;
    page[target].version = licence;
    CUT;
    atomic {
        page[target].whole = 1;
#ifdef FLASH_REMAINDER
        page[target].start = ALLOWANCE;
#else
        page[target].start = seen;
#endif
        known = known | (1 << ((licence - 1) * 8 + page[target].start))
    }
    CUT;
    if
    :: licence > counter -> counter = licence
    :: else
    fi;
    CUT;
    atomic { account = licence; start = page[target].start; taken = target };
    CUT;
    tell(account);
    CUT;
    becomeReady();
finish:
    atomic { forget(); busy = 0; answer!done; goto idle };
refuse:
#ifdef SILENT_REFUSAL
    goto idle;
#endif
    atomic { forget(); busy = 0; answer!refused; goto idle }
}

/* No page holds a record that the counter names. */
#define named(p) (page[p].version >= counter && page[p].whole)
#define nothingNamed (!named(0) && !named(1))

/* The host's accelerator: passes operations while the gate is open. Chip.md: no time passes while the chip serves a
 * command, so nothing passes then. */
#ifdef CONCURRENT
#define mayPass (gate > 0)
#else
#define mayPass (gate > 0 && !busy)
#endif
inline pass() {
    d_step {
        gate--;
        meter++;
        spent[account]++;
        if
        :: boots > lastBoot(account) -> passedLate = 1
        :: else
        fi;
        if
        :: account == 0 || lost || nothingNamed -> passedLost = 1
        :: else
        fi
    }
}
proctype Accelerator() {
end_pass:
    do
    :: atomic { mayPass -> pass() }
    od
}

/* Puts an erased page, a torn one, or any record that was ever sealed into either page. */
inline tamper() {
    atomic {
        tampered = 1;
        if
        :: which = 0
        :: which = 1
        fi;
        if
        :: page[which].version = 0; page[which].whole = 0; page[which].start = 0
        :: page[which].version = counter; page[which].whole = 0; page[which].start = 0
        :: page[which].version = FORGED; page[which].whole = 0; page[which].start = 0
        :: known != 0 ->
            index = 0;
            do
            :: (known >> (index + 1)) != 0 -> index++
            :: known & (1 << index) -> break
            od;
            page[which].version = index / 8 + 1;
            page[which].whole = 1;
            page[which].start = index % 8
        fi;
        which = 0;
        index = 0
    }
}

proctype Host() {
    byte which, index;
end_host:
    do
    :: atomic { !powered && boots < BOOTS -> power!on }
    :: !powered && boots < BOOTS && boots > 0 -> tamper()
    :: mailbox!install, 1, 1, 2 -> answer?_
    :: mailbox!install, 1, 1, PARTIES -> answer?_
    :: mailbox!install, 2, 1, 2 -> answer?_
    :: mailbox!install, 2, 2, PARTIES -> answer?_
    :: mailbox!install, FORGED, 1, PARTIES -> answer?_
    :: mailbox!install, FORGED, PARTIES, PARTIES -> answer?_
    :: mailbox!install, FORGED, PARTIES, 0 -> answer?_
    :: mailbox!install, FORGED, PARTIES, VENDOR -> answer?_
    :: mailbox!open, 0, 0, 0 -> answer?_
    :: mailbox!close, 0, 0, 0 -> answer?_
    od
}

/* Sends the draft of each licence to the honest parties; the host may lose any of them. */
proctype Issuer() {
    byte licence = 1;
end_issuer:
    do
    :: atomic { licence <= 2 -> drafts[0]!licence; licence++ }
    :: atomic { licence <= 2 -> drafts[1]!licence; licence++ }
    :: atomic { licence <= 2 -> drafts[0]!licence; drafts[1]!licence; licence++ }
    od
}

proctype Party(byte number) {
    byte licence;
end_party:
    do
    :: atomic { drafts[number - 1]?licence -> signatures[licence] = signatures[licence] | (1 << number); licence = 0 }
    od
}

init {
    atomic {
        run Chip(); run Accelerator(); run Host(); run Issuer(); run Party(1); run Party(2)
    }
}
