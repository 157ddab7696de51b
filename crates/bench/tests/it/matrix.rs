//! Every fault of every upstream ends every flow in a true answer or a clear failure.

use bench::matrix::Matrix;
use upstreams::Fault;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_ends_every_flow_in_a_true_answer_or_a_clear_failure() {
    let faults: Vec<_> = std::iter::once(None).chain(Fault::ALL.map(Some)).collect();
    let matrix = Matrix::run(&faults).await.unwrap();
    println!("{matrix}");
    assert_eq!(matrix.wrong(), Vec::<String>::new(), "\n{matrix}");
}
