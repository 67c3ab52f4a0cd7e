/* Generated from ledger.layout by `./build layout`; do not edit. */
