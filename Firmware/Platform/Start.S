/* Entry of both images. Sets the stack, clears .bss, points traps at a loop that never opens anything, and calls the
   Swift entry. Hardware closes the interlock on every trap before the first instruction of the handler. */
    .section .text.start, "ax"
    .globl _start
_start:
    la sp, _stack_top
    la t0, trap_entry
    csrw mtvec, t0
    li t0, 0x800            /* mie.MEIE: the mailbox wakes the core from wfi; mstatus.MIE stays 0, so it never traps */
    csrw mie, t0
    la t0, _bss_start
    la t1, _bss_end
1:  bgeu t0, t1, 2f
    sw zero, 0(t0)
    addi t0, t0, 4
    j 1b
2:  call firmware_main
    j halt

    .balign 4
trap_entry:
    li t0, 0x40000004       /* SystemRegisters.fault */
    li t1, 0x00050007       /* Fault.firmwareTrapped */
    sw t1, 0(t0)
halt:
    csrw mie, zero          /* nothing wakes it any more but reset */
3:  wfi
    j 3b
