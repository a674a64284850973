;; Texts of JSON in a cell of CSV: every quote is doubled, and bytes are UTF-8. values.ts and measure.ts say the same of
;; texts that were parsed. Memory as in log.wat; of a message, from byte 20 on:
;;     place and length of its content as a cell of CSV, characters, words, 1 with a question mark, 1 if it may hold
;;     an address of the web
(module
  (import "chats" "memory" (memory 1))
  ;; What an escape stands for: / \ b f n r t.
  (data (i32.const 2095) "/")
  (data (i32.const 2140) "\5c")
  (data (i32.const 2146) "\08")
  (data (i32.const 2150) "\0c")
  (data (i32.const 2158) "\0a")
  (data (i32.const 2162) "\0d")
  (data (i32.const 2164) "\09")
  ;; The character of the last escape.
  (global $code (mut i32) (i32.const 0))

  ;; The number that four hexadecimal digits stand for; -1 for anything else.
  (func $hex (param $at i32) (result i32)
    (local $value i32) (local $digit i32) (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.const 4)))
    (loop $next
      (local.set $digit (i32.load8_u (local.get $at)))
      (if (i32.lt_u (i32.sub (local.get $digit) (i32.const 0x30)) (i32.const 10))
        (then (local.set $digit (i32.sub (local.get $digit) (i32.const 0x30))))
        (else
          (local.set $digit (i32.sub (i32.or (local.get $digit) (i32.const 0x20)) (i32.const 0x61)))
          (if (i32.ge_u (local.get $digit) (i32.const 6)) (then (return (i32.const -1))))
          (local.set $digit (i32.add (local.get $digit) (i32.const 10)))))
      (local.set $value (i32.or (i32.shl (local.get $value) (i32.const 4)) (local.get $digit)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $end))))
    (local.get $value))

  ;; Reads the escape at $at into $code; gives the place behind it, 0 where it is wrong, NUL or half a pair.
  (func $escaped (param $at i32) (result i32)
    (local $byte i32) (local $low i32)
    (local.set $byte (i32.load8_u offset=1 (local.get $at)))
    (local.set $at (i32.add (local.get $at) (i32.const 2)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) (then
      (global.set $code (i32.const 0x22))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)) (then (return (i32.const 0))))
      (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i32.eq (local.get $byte) (i32.const 0x75)) (then
      (global.set $code (call $hex (local.get $at)))
      (if (i32.le_s (global.get $code) (i32.const 0)) (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (if (i32.ne (i32.and (global.get $code) (i32.const 0xf800)) (i32.const 0xd800))
        (then (return (local.get $at))))
      (if (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x755c)) (then (return (i32.const 0))))
      (local.set $low (call $hex (i32.add (local.get $at) (i32.const 2))))
      (if (i32.or (i32.ge_u (global.get $code) (i32.const 0xdc00))
        (i32.ne (i32.and (local.get $low) (i32.const -1024)) (i32.const 0xdc00))) (then (return (i32.const 0))))
      (global.set $code (i32.add (i32.const 0x10000) (i32.or
        (i32.shl (i32.and (global.get $code) (i32.const 0x3ff)) (i32.const 10))
        (i32.and (local.get $low) (i32.const 0x3ff)))))
      (return (i32.add (local.get $at) (i32.const 6)))))
    ;; 0 in the table for what is no escape.
    (global.set $code (i32.load8_u offset=2048 (local.get $byte)))
    (select (local.get $at) (i32.const 0) (global.get $code)))

  ;; Where a text that nobody needs ends; 0 where it is wrong.
  (func (export "pass") (param $at i32) (result i32)
    (local $v v128) (local $mask i32) (local $byte i32)
    (loop $next
      (local.set $v (v128.load (local.get $at)))
      (local.set $mask (i8x16.bitmask (v128.or
        (v128.or (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x22)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x5c))))
        (i8x16.lt_u (local.get $v) (i8x16.splat (i32.const 0x20))))))
      (if (i32.eqz (local.get $mask)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
      (if (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x2222)) (then (return (local.get $at))))
      (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x5c)) (then (return (i32.const 0))))
      (local.set $at (call $escaped (local.get $at)))
      (br_if $next (local.get $at)))
    (i32.const 0))

  ;; 1 for white space, 2 for a question mark, 0 for others.
  (func $class (param $code i32) (result i32)
    (if (i32.le_u (local.get $code) (i32.const 0x20)) (then (return (i32.const 1))))
    (if (i32.le_u (local.get $code) (i32.const 0x9f))
      (then (return (i32.shl (i32.eq (local.get $code) (i32.const 0x3f)) (i32.const 1)))))
    (if (i32.or (i32.le_u (i32.sub (local.get $code) (i32.const 0x2000)) (i32.const 10)) (i32.or
        (i32.or (i32.eq (local.get $code) (i32.const 0xa0)) (i32.eq (local.get $code) (i32.const 0x1680)))
        (i32.or (i32.or (i32.eq (local.get $code) (i32.const 0x2028)) (i32.eq (local.get $code) (i32.const 0x2029)))
          (i32.or (i32.or (i32.eq (local.get $code) (i32.const 0x202f)) (i32.eq (local.get $code) (i32.const 0x205f)))
            (i32.or (i32.eq (local.get $code) (i32.const 0x3000)) (i32.eq (local.get $code) (i32.const 0xfeff)))))))
      (then (return (i32.const 1))))
    (i32.shl (i32.or (i32.eq (local.get $code) (i32.const 0x37e))
      (i32.or (i32.eq (local.get $code) (i32.const 0x61f)) (i32.eq (local.get $code) (i32.const 0xff1f))))
      (i32.const 1)))

  ;; The UTF-8 of a character, as a number whose lowest byte comes first, and its length above 32 bits.
  (func $utf8 (param $code i32) (result i64)
    (if (i32.lt_u (local.get $code) (i32.const 0x80))
      (then (return (i64.or (i64.extend_i32_u (local.get $code)) (i64.const 0x100000000)))))
    (if (i32.lt_u (local.get $code) (i32.const 0x800)) (then (return (i64.or (i64.const 0x200000000)
      (i64.extend_i32_u (i32.or (i32.or (i32.const 0x80c0) (i32.shr_u (local.get $code) (i32.const 6)))
        (i32.shl (i32.and (local.get $code) (i32.const 0x3f)) (i32.const 8))))))))
    (if (i32.lt_u (local.get $code) (i32.const 0x10000)) (then (return (i64.or (i64.const 0x300000000)
      (i64.extend_i32_u (i32.or (i32.or (i32.const 0x8080e0) (i32.shr_u (local.get $code) (i32.const 12)))
        (i32.or (i32.shl (i32.and (local.get $code) (i32.const 0xfc0)) (i32.const 2))
          (i32.shl (i32.and (local.get $code) (i32.const 0x3f)) (i32.const 16)))))))))
    (i64.or (i64.const 0x400000000) (i64.extend_i32_u (i32.or
      (i32.or (i32.const 0x808080f0) (i32.shr_u (local.get $code) (i32.const 18)))
      (i32.or (i32.shr_u (i32.and (local.get $code) (i32.const 0x3f000)) (i32.const 4)) (i32.or
        (i32.shl (i32.and (local.get $code) (i32.const 0xfc0)) (i32.const 10))
        (i32.shl (i32.and (local.get $code) (i32.const 0x3f)) (i32.const 24))))))))

  ;; Makes a cell of the text at $at and says in $message what is in it; gives where the text ends, 0 where it is wrong.
  (func (export "content") (param $at i32) (param $to i32) (param $message i32) (result i32)
    (local $v v128) (local $next v128) (local $mask i32) (local $count i32) (local $within i32) (local $spaces i32)
    (local $start i32) (local $blank i32) (local $quoted i32) (local $question i32) (local $address i32)
    (local $characters i32) (local $words i32) (local $byte i32) (local $encoded i64) (local $class i32)
    (local $low v128) (local $high v128)
    ;; Bytes that are looked at one by one, by their two halves: 00 to 1f, 22, 5c, and the first bytes of UTF-8 that
    ;; white space and question marks begin with: c2 cd d8 e1 e2 e3 ef.
    (local.set $low (v128.const i8x16 1 33 43 33 1 1 1 1 17 1 1 1 5 9 1 33))
    (local.set $high (v128.const i8x16 1 1 2 0 0 4 0 0 0 0 0 0 8 16 32 0))
    (local.set $start (local.get $to))
    (i32.store8 (local.get $to) (i32.const 0x22))
    (local.set $to (i32.add (local.get $to) (i32.const 1)))
    (local.set $blank (i32.const 1))
    (loop $again
      (local.set $v (v128.load (local.get $at)))
      (local.set $next (v128.load offset=1 (local.get $at)))
      (v128.store (local.get $to) (local.get $v))
      (local.set $mask (i8x16.bitmask (i8x16.ne (v128.const i64x2 0 0) (v128.and
        (i8x16.swizzle (local.get $low) (v128.and (local.get $v) (i8x16.splat (i32.const 0x0f))))
        (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $v) (i32.const 4)))))))
      (local.set $count (i32.ctz (i32.or (local.get $mask) (i32.const 0x10000))))
      (if (local.get $count) (then
        (local.set $within (i32.sub (i32.shl (i32.const 1) (local.get $count)) (i32.const 1)))
        (local.set $spaces (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x20)))))
        (local.set $words (i32.add (local.get $words) (i32.popcnt (i32.and (local.get $within) (i32.and
          (i32.xor (local.get $spaces) (i32.const -1))
          (i32.or (i32.shl (local.get $spaces) (i32.const 1)) (local.get $blank)))))))
        (local.set $blank (i32.and (i32.const 1)
          (i32.shr_u (local.get $spaces) (i32.sub (local.get $count) (i32.const 1)))))
        ;; All but the further bytes of characters.
        (local.set $characters (i32.add (local.get $characters) (i32.popcnt (i32.and (local.get $within)
          (i8x16.bitmask (i8x16.ge_s (local.get $v) (i8x16.splat (i32.const -64))))))))
        (local.set $quoted (i32.or (local.get $quoted) (i32.and (local.get $within)
          (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x2c)))))))
        (local.set $question (i32.or (local.get $question) (i32.and (local.get $within)
          (i8x16.bitmask (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x3f)))))))
        (local.set $address (i32.or (local.get $address) (i32.and (local.get $within) (i8x16.bitmask (v128.or
          (v128.and (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x3a)))
            (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x2f))))
          (v128.and (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x77)))
            (i8x16.eq (local.get $next) (i8x16.splat (i32.const 0x77)))))))))
        (local.set $at (i32.add (local.get $at) (local.get $count)))
        (local.set $to (i32.add (local.get $to) (local.get $count)))))
      (br_if $again (i32.eqz (local.get $mask)))
      (local.set $byte (i32.load8_u (local.get $at)))
      (block $end
        (block $one
          (if (i32.ge_u (local.get $byte) (i32.const 0x80)) (then
            ;; Two bytes, or three: the row is UTF-8.
            (if (i32.lt_u (local.get $byte) (i32.const 0xe0))
              (then (global.set $code (i32.or (i32.shl (i32.and (local.get $byte) (i32.const 0x1f)) (i32.const 6))
                (i32.and (i32.load8_u offset=1 (local.get $at)) (i32.const 0x3f)))))
              (else (global.set $code (i32.or (i32.shl (i32.and (local.get $byte) (i32.const 0x0f)) (i32.const 12))
                (i32.or (i32.shl (i32.and (i32.load8_u offset=1 (local.get $at)) (i32.const 0x3f)) (i32.const 6))
                  (i32.and (i32.load8_u offset=2 (local.get $at)) (i32.const 0x3f)))))))
            (local.set $at (i32.add (local.get $at)
              (select (i32.const 3) (i32.const 2) (i32.ge_u (local.get $byte) (i32.const 0xe0)))))
            (br $one)))
          (br_if $end (i32.ne (local.get $byte) (i32.const 0x5c)))
          (local.set $at (call $escaped (local.get $at)))
          (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
          ;; An address may have been written with it.
          (if (i32.and (i32.lt_u (global.get $code) (i32.const 0x80)) (i32.gt_u (global.get $code) (i32.const 0x22)))
            (then (local.set $address (i32.const 1))))
          (if (i32.eq (global.get $code) (i32.const 0x22)) (then
            (i32.store8 (local.get $to) (i32.const 0x22))
            (local.set $to (i32.add (local.get $to) (i32.const 1))))))
        (if (i32.or (i32.eq (global.get $code) (i32.const 0x22)) (i32.or (i32.eq (global.get $code) (i32.const 0x2c))
            (i32.or (i32.eq (global.get $code) (i32.const 0x0a)) (i32.eq (global.get $code) (i32.const 0x0d)))))
          (then (local.set $quoted (i32.const 1))))
        (local.set $encoded (call $utf8 (global.get $code)))
        (i32.store (local.get $to) (i32.wrap_i64 (local.get $encoded)))
        (local.set $to (i32.add (local.get $to) (i32.wrap_i64 (i64.shr_u (local.get $encoded) (i64.const 32)))))
        (local.set $characters (i32.add (local.get $characters) (i32.const 1)))
        (local.set $class (call $class (global.get $code)))
        (local.set $words (i32.add (local.get $words)
          (i32.and (local.get $blank) (i32.ne (local.get $class) (i32.const 1)))))
        (local.set $blank (i32.eq (local.get $class) (i32.const 1)))
        (local.set $question (i32.or (local.get $question) (i32.eq (local.get $class) (i32.const 2))))
        (br $again)))
    (if (i32.ne (i32.load16_u (local.get $at)) (i32.const 0x2222)) (then (return (i32.const 0))))
    (i32.store8 (local.get $to) (i32.const 0x22))
    (if (local.get $quoted)
      (then (local.set $to (i32.add (local.get $to) (i32.const 1))))
      (else (local.set $start (i32.add (local.get $start) (i32.const 1)))))
    (i32.store offset=20 (local.get $message) (local.get $start))
    (i32.store offset=24 (local.get $message) (i32.sub (local.get $to) (local.get $start)))
    (i32.store offset=28 (local.get $message) (local.get $characters))
    (i32.store offset=32 (local.get $message) (local.get $words))
    (i32.store offset=36 (local.get $message) (i32.ne (local.get $question) (i32.const 0)))
    (i32.store offset=40 (local.get $message) (i32.ne (local.get $address) (i32.const 0)))
    (local.get $at)))
