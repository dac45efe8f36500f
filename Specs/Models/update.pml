/* A/B update of the runtime image.
 *
 * What it follows: Firmware/ROM (BootROM, BootImage), ChipABI/BootSelector, Guarantee+Update, and Specs/Update.md.
 * Every non-volatile write of the chip is one step, and power may go between any two. The selector is a monotonic
 * counter: its phase and slot change in one write, and nobody but firmware writes them.
 *
 * The host is the adversary: offers any image, old or forged or one that never becomes ready, cuts power at any write,
 * and rewrites flash while the chip is off or running. A macro named in tools/models breaks the design in one place.
 */

#ifndef BOOTS
#define BOOTS   5           /* bound: power-ons in one run */
#endif
#define EMPTY   0
#define FORGED  4           /* version 4 by the vendor and one party */
#define UNSOLD  5           /* version 5 by a quorum, without the vendor */
#define TORN    6           /* written in part */
#define A       0
#define B       1

/* Images 1 to 3 are genuine; 2 never becomes ready. Each image is named by its security version. */
#define genuine(i)   ((i) >= 1 && (i) <= 3)
#define sick(i)      ((i) == 2)
#define version(i)   (i)
#ifdef NO_QUORUM
#define quorum(i)    ((i) != EMPTY && (i) != TORN)
#else
#define quorum(i)    (genuine(i) || (i) == UNSOLD)
#endif
#ifdef NO_VENDOR
#define vendor(i)    ((i) != EMPTY && (i) != TORN)
#else
#define vendor(i)    (genuine(i) || (i) == FORGED)
#endif
#ifdef NO_FUSE_CHECK
#define current(i)   true
#else
#define current(i)   (version(i) >= fuse)
#endif
#define holds(i)     ((i) != EMPTY && (i) != TORN && quorum(i) && vendor(i) && current(i))

mtype = { on, offer, done, refused, gone };
mtype = { settled, pending, trying, confirmed, rolledBack };
chan power = [0] of { mtype };
chan mailbox = [0] of { mtype, byte };
chan answer = [0] of { mtype };

/* Non-volatile. */
byte slot[2];               /* what each slot holds; a chip leaves the factory with image 1 in A */
byte fuse;                  /* the minimum security version */
mtype phase;                /* the boot selector */
bit chosen;                 /* the slot whose image became ready last */
byte boots;

/* Volatile. */
bit powered, busy;
bit stopped;                /* ROM found no image that holds */
bit stuck;                  /* the image does not become ready */
byte running;               /* the image in RAM; EMPTY none */

/* What the claims speak of. */
bit tampered;               /* the host has rewritten flash by itself */
byte final;                 /* the highest version that was confirmed */
bit ranOld;                 /* an image below it was entered */
bit onTrial;                /* this boot tries an image */
byte tries;                 /* trials of the image that was installed last */
byte decided;               /* ROM's decision at this boot: 0 none yet, 1 image, 2 stop */

ltl rollback { [] (!ranOld && (running != EMPTY -> version(running) >= fuse)) }
ltl verified { [] (running == EMPTY || genuine(running)) }
ltl boots_up { [] (stopped -> tampered) }
ltl staged   { [] (phase == pending && !tampered -> slot[1 - chosen] != EMPTY && holds(slot[1 - chosen])) }
ltl once     { [] (tries <= 1) }
ltl recovers { [] (stuck -> onTrial || tampered) }
ltl closed   { [] (stopped -> running == EMPTY) }
ltl fuse_ok  { [] (fuse <= 3 && (running != EMPTY -> fuse <= version(running))) }
ltl settles  { [] (powered && decided == 0 -> <> (decided != 0 || !powered)) }
ltl answered { [] (busy -> <> !busy) }
ltl canary   { [] (running != 3) }

#define CUT if :: boots < BOOTS -> goto off :: true fi

/* ROM enters what it copied: with -DRUN_FROM_FLASH, what flash holds by then. */
inline enter(s) {
    d_step {
#ifdef RUN_FROM_FLASH
        running = slot[s];
#else
        running = copy;
#endif
        from = s;
        decided = 1;
        if
        :: running == EMPTY || running == TORN || version(running) < final -> ranOld = 1
        :: else
        fi;
        copy = 0
    }
}

proctype Chip() {
    byte copy, from, image, target;

off:
    atomic {
        powered = 0; running = EMPTY; stopped = 0; stuck = 0; onTrial = 0; decided = 0;
        copy = 0; from = 0; image = 0; target = 0;
        if
        :: busy -> busy = 0; answer!gone
        :: else
        fi
    }
end_off:
    atomic { power?on -> powered = 1; boots++ };
    CUT;
#ifdef HANG
    do
    :: holds(slot[A]) || holds(slot[B]) -> break
    :: else
    od;
#endif
    /* ROM. Flash may change between two reads: each slot is read once, into RAM. */
    if
#ifdef RETRY
    :: phase == pending || phase == trying ->
#else
    :: phase == pending ->
#endif
        phase = trying;
        CUT;
        copy = slot[1 - chosen];
        if
        :: holds(copy) -> d_step { onTrial = 1; tries++ }; enter(1 - chosen); goto entered
#ifdef NO_FALLBACK
        :: else -> atomic { copy = 0; stopped = 1; decided = 2; goto entered }
#else
        :: else -> phase = rolledBack; CUT
#endif
        fi
#ifndef RETRY
    :: phase == trying -> phase = rolledBack; CUT
#endif
    :: phase == settled || phase == confirmed || phase == rolledBack
    fi;
    copy = slot[chosen];
    if
    :: holds(copy) -> enter(chosen)
    :: else ->
        copy = slot[1 - chosen];
        if
        :: holds(copy) -> enter(1 - chosen)
        :: else ->
#ifdef RUN_ANYWAY
            copy = slot[chosen];
            if
            :: copy != EMPTY && copy != TORN -> enter(chosen); stopped = 1
            :: else -> atomic { copy = 0; stopped = 1; decided = 2 }
            fi
#else
            atomic { copy = 0; stopped = 1; decided = 2 }
#endif
        fi
    fi;
entered:
    CUT;
    if
    :: !stopped && sick(running) -> stuck = 1
    :: else
    fi;
    /* Guarantee.concludeUpdate. */
    if
    :: stopped || stuck
    :: !stopped && !stuck ->
        if
        :: phase == trying && from != chosen -> d_step { phase = confirmed; chosen = from }; CUT
        :: else
        fi;
        if
        :: phase == confirmed && from == chosen ->
#ifdef OWN_WISH
            fuse = 3;
#else
#ifndef NO_FUSE
            if
            :: version(running) > fuse -> fuse = version(running)
            :: else
            fi;
#endif
#endif
            CUT;
            d_step { phase = settled; final = (version(running) > final -> version(running) : final) };
            CUT
        :: phase == rolledBack || phase == confirmed && from != chosen ->
            d_step { phase = settled; chosen = from };
            CUT
        :: else
        fi
    fi;

serve:
end_serve:
    if
    :: boots < BOOTS -> goto off
    :: !stuck; atomic { mailbox?offer, image -> busy = 1 }
    fi;
    if
#ifdef SECOND_UPDATE
    :: stopped -> goto refuse
#else
    :: stopped || phase != settled -> goto refuse
#endif
    :: else
    fi;
#ifdef WRITE_ACTIVE
    target = from;
#else
    target = 1 - from;
#endif
#ifdef FUSE_FIRST
    if
    :: version(image) > fuse -> fuse = version(image)
    :: else
    fi;
    CUT;
#endif
#ifdef ERASE_OLD_FIRST
    slot[1 - target] = EMPTY;
    CUT;
#endif
#ifdef MOVE_FIRST
    d_step { phase = pending; chosen = from; tries = 0 };
    CUT;
#endif
    slot[target] = EMPTY;
    CUT;
    slot[target] = TORN;
    CUT;
    /* Worn flash may not take it. */
    if
    :: slot[target] = image
    :: true
    fi;
    CUT;
    /* Guarantee.finishUpdate: what flash now holds is what counts. */
    if
#ifndef NO_READ_BACK
    :: slot[target] != image -> goto refuse
#endif
#ifndef NO_UPDATE_CHECK
    :: slot[target] == image && !(holds(image)) -> goto refuse
#endif
    :: else
    fi;
#ifndef MOVE_FIRST
    d_step { phase = pending; chosen = from; tries = 0 };
    CUT;
#endif
    atomic { busy = 0; image = 0; target = 0; answer!done; goto serve };
refuse:
#ifdef SILENT_REFUSAL
    goto serve;
#endif
    atomic { busy = 0; image = 0; target = 0; answer!refused; goto serve }
}

proctype Host() {
    byte which;
end_host:
    do
    :: atomic { !powered && boots < BOOTS -> power!on }
    :: atomic {
        boots > 0 && boots < BOOTS ->
#ifdef HONEST_FLASH
        false ->
#endif
        tampered = 1;
        if
        :: which = A
        :: which = B
        fi;
        if
        :: slot[which] = EMPTY
        :: slot[which] = TORN
        :: slot[which] = 1
        :: slot[which] = 2
        :: slot[which] = 3
        :: slot[which] = FORGED
        :: slot[which] = UNSOLD
        fi;
        which = 0
    }
    :: mailbox!offer, 1 -> answer?_
    :: mailbox!offer, 2 -> answer?_
    :: mailbox!offer, 3 -> answer?_
    :: mailbox!offer, FORGED -> answer?_
    :: mailbox!offer, UNSOLD -> answer?_
    od
}

init {
    atomic {
        slot[A] = 1;
        fuse = 1;
        final = 1;
        phase = settled;
        run Chip(); run Host()
    }
}
