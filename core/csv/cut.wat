;; Cuts the bytes of a CSV text into rows; scan.ts says the same in TypeScript. Memory:
;;        0  i32[4]  first byte of the row that is not whole, the line in which it begins, the line in which its quote
;;                   was opened, end of the table
;;    65536  the table. Of each row: first byte, end, line, 1 for a misplaced quote, number of places; places: three a
;;           field, its first byte, its end and how it is written
;;   327680  the text, from which bytes are counted; 32 bytes 0 follow it
(module
  (memory (export "memory") 10)

  ;; Keeps where it stopped, and says why.
  (func $stop (param $row i32) (param $line i32) (param $table i32) (param $code i32) (result i32)
    (i32.store (i32.const 0) (i32.sub (local.get $row) (i32.const 327680)))
    (i32.store (i32.const 4) (local.get $line))
    (i32.store (i32.const 12) (local.get $table))
    (local.get $code))

  ;; 0: all rows are whole; 1: one is not; 2: a quote of it is open; 3: the table is full
  (func (export "cut") (param $row i32) (param $end i32) (param $last i32) (param $line i32) (param $delimiter i32)
    (param $bare i32) (result i32)
    (local $v v128) (local $between v128) (local $mask i32) (local $at i32) (local $from i32) (local $to i32)
    (local $kind i32) (local $misplaced i32) (local $table i32) (local $head i32) (local $byte i32) (local $first i32)
    (local.set $row (i32.add (local.get $row) (i32.const 327680)))
    (local.set $end (i32.add (local.get $end) (i32.const 327680)))
    (local.set $between (i8x16.splat (local.get $delimiter)))
    (local.set $table (i32.const 65536))
    (loop $rows
      (if (i32.ge_u (local.get $row) (local.get $end))
        (then (return (call $stop (local.get $end) (local.get $line) (local.get $table) (i32.const 0)))))
      (local.set $first (local.get $line))
      (local.set $misplaced (i32.const 0))
      (local.set $at (local.get $row))
      (local.set $head (local.get $table))
      (local.set $table (i32.add (local.get $table) (i32.const 20)))
      (loop $fields
        (if (i32.gt_u (local.get $table) (i32.const 327660))
          (then (return (call $stop (local.get $row) (local.get $first) (local.get $head) (i32.const 3)))))
        (local.set $from (local.get $at))
        (local.set $kind (i32.const 0))
        (if (i32.and (i32.lt_u (local.get $at) (local.get $end))
            (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x22))) (then
          (i32.store (i32.const 8) (local.get $line))
          (local.set $kind (i32.const 1))
          (local.set $from (local.tee $at (i32.add (local.get $at) (i32.const 1))))
          (block $closed
            (loop $inside
              (if (i32.ge_u (local.get $at) (local.get $end))
                (then (return (call $stop (local.get $row) (local.get $first) (local.get $head) (i32.const 2)))))
              (local.set $v (v128.load (local.get $at)))
              (local.set $mask (i8x16.bitmask (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x22)))
                (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x0a)))
                  (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x0d)))))))
              (if (i32.eqz (local.get $mask)) (then
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br $inside)))
              (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
              (local.set $byte (i32.load8_u (local.get $at)))
              (if (i32.eq (local.get $byte) (i32.const 0x22)) (then
                (if (i32.and (i32.eqz (local.get $last))
                    (i32.ge_u (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
                  (then (return (call $stop (local.get $row) (local.get $first) (local.get $head) (i32.const 1)))))
                (br_if $closed (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 0x22)))
                (local.set $kind (i32.const 2))
                (local.set $at (i32.add (local.get $at) (i32.const 2)))
                (br $inside)))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (local.set $line (i32.add (local.get $line) (i32.or (i32.eq (local.get $byte) (i32.const 0x0a))
                (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x0a)))))
              (br $inside)))
          (local.set $to (local.get $at))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $byte (select (i32.load8_u (local.get $at)) (i32.const 0x0a)
            (i32.lt_u (local.get $at) (local.get $end))))
          (if (i32.and (i32.ne (local.get $byte) (local.get $delimiter))
              (i32.and (i32.ne (local.get $byte) (i32.const 0x0a)) (i32.ne (local.get $byte) (i32.const 0x0d)))) (then
            (local.set $kind (i32.const 3))
            (local.set $misplaced (i32.const 1))
            (local.set $from (i32.sub (local.get $from) (i32.const 1)))))))
        (block $ended
          (loop $plain
            (br_if $ended (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $v (v128.load (local.get $at)))
            (local.set $mask (i8x16.bitmask (v128.or
              (v128.or (i8x16.eq (local.get $v) (local.get $between))
                (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x0a))))
              (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x22)))
                (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x0d)))))))
            (if (i32.eqz (local.get $mask)) (then
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br $plain)))
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
            (br_if $ended (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $byte (i32.load8_u (local.get $at)))
            (br_if $ended (i32.or (i32.eq (local.get $byte) (local.get $delimiter))
              (i32.eq (local.get $byte) (i32.const 0x0a))))
            (if (i32.eq (local.get $byte) (i32.const 0x22))
              (then (local.set $misplaced (i32.const 1)))
              (else
                (if (i32.and (i32.eqz (local.get $last))
                    (i32.ge_u (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
                  (then (return (call $stop (local.get $row) (local.get $first) (local.get $head) (i32.const 1)))))
                (br_if $ended (i32.or (local.get $bare)
                  (i32.eq (i32.load8_u offset=1 (local.get $at)) (i32.const 0x0a))))
                ;; Behind a closing quote it is content like any other.
                (if (i32.eq (i32.sub (local.get $kind) (i32.eq (local.get $kind) (i32.const 2))) (i32.const 1)) (then
                  (local.set $kind (i32.const 3))
                  (local.set $from (i32.sub (local.get $from) (i32.const 1)))))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $plain)))
        (if (i32.ge_u (local.get $at) (local.get $end)) (then
          (if (i32.eqz (local.get $last))
            (then (return (call $stop (local.get $row) (local.get $first) (local.get $head) (i32.const 1)))))
          (local.set $at (local.get $end))))
        (if (i32.or (i32.eqz (local.get $kind)) (i32.eq (local.get $kind) (i32.const 3)))
          (then (local.set $to (local.get $at))))
        (i32.store (local.get $table) (i32.sub (local.get $from) (i32.const 327680)))
        (i32.store offset=4 (local.get $table) (i32.sub (local.get $to) (i32.const 327680)))
        (i32.store offset=8 (local.get $table) (local.get $kind))
        (local.set $table (i32.add (local.get $table) (i32.const 12)))
        (if (i32.and (i32.lt_u (local.get $at) (local.get $end))
            (i32.eq (i32.load8_u (local.get $at)) (local.get $delimiter))) (then
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $fields))))
      (local.set $line (i32.add (local.get $line) (i32.const 1)))
      ;; A blank line is no row.
      (if (i32.eq (local.get $at) (local.get $row))
        (then (local.set $table (local.get $head)))
        (else
          (i32.store (local.get $head) (i32.sub (local.get $row) (i32.const 327680)))
          (i32.store offset=4 (local.get $head) (i32.sub (local.get $at) (i32.const 327680)))
          (i32.store offset=8 (local.get $head) (local.get $first))
          (i32.store offset=12 (local.get $head) (local.get $misplaced))
          (i32.store offset=16 (local.get $head)
            (i32.shr_u (i32.sub (local.get $table) (i32.add (local.get $head) (i32.const 20))) (i32.const 2)))))
      (local.set $row (i32.add (local.get $at) (i32.add (i32.const 1)
        (i32.and (i32.lt_u (local.get $at) (local.get $end)) (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x0a0d))))))
      (br $rows))
    (unreachable)))
