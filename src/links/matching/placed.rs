//! The addresses of rows: tables come in, a number for each row's address goes out, and all addresses taken apart.
//!
//! Each combination of values is read once, pieces of the list side by side; numbers follow the order of first sight.

use super::addresses::Addresses;
use super::dictionary::Dictionary;
use super::people::postcode;
use super::plain::decoded;
use super::table::{Column, Table};
use rayon::prelude::*;

/// So many addresses are read together.
const PIECE: usize = 20_000;

/// The addresses of the rows of each table.
pub(super) fn address_columns(tables: &[&Table]) -> (Addresses, Vec<Vec<u32>>) {
    let mut addresses = Addresses::new();
    let placed = tables.iter().map(|table| placed(&mut addresses, table)).collect();
    addresses.weigh();
    (addresses, placed)
}

fn placed(addresses: &mut Addresses, table: &Table) -> Vec<u32> {
    let columns: Vec<&Column> = table.roles.address.iter().map(|at| &table.columns[*at]).collect();
    let postcodes = table.roles.postcode.map(|at| &table.columns[at]);
    let (numbers, firsts) = combinations(&columns, table.len());
    let read = |addresses: &mut Addresses, row: usize| {
        let parts = columns.iter().map(|column| decoded(column.values.get(column.rows[row])));
        let code =
            postcodes.map_or(String::new(), |column| postcode(&decoded(column.values.get(column.rows[row]))));
        addresses.enter(parts, &code)
    };
    let pieces: Vec<(Addresses, Vec<u32>)> = firsts
        .par_chunks(PIECE)
        .map(|rows| {
            let mut piece = Addresses::new();
            let numbers = rows.iter().map(|row| read(&mut piece, *row as usize)).collect();
            (piece, numbers)
        })
        .collect();
    let mut known = Vec::with_capacity(firsts.len());
    for (piece, numbers) in pieces {
        let merged = addresses.merge(&piece);
        known.extend(numbers.iter().map(|number| merged[*number as usize]));
    }
    numbers.par_iter().map(|number| known[*number as usize]).collect()
}

/// The number of each row's combination of values, and the first row with each combination.
pub(super) fn combinations(columns: &[&Column], rows: usize) -> (Vec<u32>, Vec<u32>) {
    let mut firsts = Vec::new();
    if let ([one], 1..) = (columns, rows) {
        // The values have numbers already, but that of blanks may stand for no row.
        firsts = vec![0; one.values.len()];
        one.rows.iter().enumerate().rev().for_each(|(row, value)| firsts[*value as usize] = row as u32);
        return (one.rows.clone(), firsts);
    }
    let mut known = Dictionary::default();
    let mut key: Vec<u8> = Vec::new();
    let numbers = (0..rows)
        .map(|row| {
            key.clear();
            columns.iter().for_each(|column| key.extend_from_slice(&column.rows[row].to_le_bytes()));
            let (number, new) = known.enter(&key);
            if new {
                firsts.push(row as u32);
            }
            number
        })
        .collect();
    (numbers, firsts)
}
